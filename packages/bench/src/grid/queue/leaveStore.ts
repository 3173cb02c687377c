import type { Redis } from 'ioredis';

/** How long a store that does not answer is waited for, in milliseconds. */
const patience = 3000;

/**
 * Closes what uses a store, then the connections. Closing tells the store, and one that is away would be waited for without end:
 * what it could not be told it finds out by the locks that run out.
 */
export async function leaveStore(
  close: () => Promise<unknown>,
  connections: readonly Redis[],
): Promise<void> {
  let timer: NodeJS.Timeout;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  const closing = close().catch((error: unknown) => {
    if (connections.every(({ status }) => status === 'ready')) throw error;
  });
  await Promise.race([closing, late]).finally(() => {
    clearTimeout(timer);
  });
  for (const connection of connections) connection.disconnect();
}
