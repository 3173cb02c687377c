/** How often the store is asked, and how long it may take to answer before people are told, in milliseconds. */
const [often, patience] = [2000, 10_000];

/**
 * Tells once when a store has not answered for a while, and once when it does again. A lost connection and one that only hangs
 * look the same from here, which is why it is asked. Keeps no process alive.
 * @param ping is pending while there is no connection
 * @returns what ends it
 */
export function tellOutages(
  ping: () => Promise<unknown>,
  place: string,
  say: (line: string) => void,
): () => void {
  const told = { outage: false, ended: false };
  let timer: NodeJS.Timeout;
  const ask = async (): Promise<void> => {
    timer = setTimeout(() => {
      told.outage = true;
      say(`Redis at ${place} does not answer; waiting`);
    }, patience).unref();
    const answered = await ping().then(
      () => true,
      () => false,
    );
    clearTimeout(timer);
    if (told.ended) return;
    if (answered && told.outage) {
      told.outage = false;
      say(`Redis at ${place} answers again`);
    }
    later();
  };
  const later = (): void => {
    timer = setTimeout(() => void ask(), often).unref();
  };
  later();
  return () => {
    told.ended = true;
    clearTimeout(timer);
  };
}
