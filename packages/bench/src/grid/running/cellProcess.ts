import { DsraError } from '@dsra/core';
import type { RanCell } from './runCell';
import { type SentError, sentError } from './sentError';
import { runUnit, type Unit } from './unit';
import { openWorkshop, type WorkshopOptions } from './workshop';

/** What the parent says: how to compute first, then units one at a time. */
export type ToChild = { readonly options: WorkshopOptions } | { readonly unit: Unit };

/** What the child answers; progress on the way, then one of the others. */
export type FromChild =
  | { readonly progress: number }
  | { readonly ran: RanCell }
  /** No cell can run here. */
  | { readonly unable: SentError };

/** What `dsra` is started with to be such a process. */
export const cellProcessCommand = 'cell-process';

/** How often progress is told, in milliseconds. */
const often = 500;

/**
 * A process that executes cells for another: `process.send` and messages are all it has. It ends with its parent, also when that
 * is killed.
 */
export function cellProcess(): void {
  if (!process.send) throw new DsraError('badInput', 'this is for `dsra bench` and `dsra worker` to start');
  const tell = (message: FromChild): void => void process.send!(message);
  let workshop: ReturnType<typeof openWorkshop> | undefined;
  // Nobody is left to take what it computes; a training under way would go on to its end.
  process.on('disconnect', () => process.exit());
  // They reach the whole group of processes; what becomes of the cell is for the parent to say.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  process.on('message', (message: ToChild) => {
    if ('options' in message) workshop = openWorkshop(message.options);
    else void execute(message.unit, workshop!, tell);
  });
}

async function execute(
  unit: Unit,
  workshop: ReturnType<typeof openWorkshop>,
  tell: (message: FromChild) => void,
): Promise<void> {
  let last = 0;
  const onProgress = (share: number): void => {
    if (performance.now() - last < often) return;
    last = performance.now();
    tell({ progress: share });
  };
  try {
    tell({ ran: await runUnit(unit, workshop, { onProgress }) });
  } catch (error) {
    tell({ unable: sentError(error) });
  }
}
