import { DsraError, isDsraError } from '@dsra/core';
import { type Job, Queue, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { CellRecord } from '../record';
import type { Results } from '../results';
import type { Runner } from '../running/runner';
import type { RanCell } from '../running/runCell';
import { shared, type Unit } from '../running/unit';
import { connect, defaultPatience, queueName } from './cellQueue';
import { unitIn } from './jobContent';
import { leaveStore } from './leaveStore';

export interface WorkerOptions {
  readonly url: string;
  /** Child processes: this one has to answer the store while cells are computed. */
  readonly runner: Runner;
  /** Written besides into a folder that workers share. */
  readonly results?: Results | undefined;
  /** Seconds that a worker may be silent before others take its cells. Default: 30. */
  readonly patience?: number | undefined;
  /** Ends when the queue has nothing left; else waits for more. */
  readonly untilEmpty?: boolean | undefined;
  /** Gives the cells under way back to the queue, and ends. */
  readonly signal?: AbortSignal | undefined;
  readonly onUnit?: (unit: Unit) => void;
  readonly onRecord?: (record: CellRecord) => void;
  /** Lines for people: a store that does not answer, a job that is none. */
  readonly say?: (line: string) => void;
}

/** So often a cell whose worker was lost is taken by another; then it is given up: it may be what workers are lost by. */
const takenAgain = 2;

/** How often progress is told, in milliseconds. */
const often = 2000;

/**
 * Takes cells from the queue until it is told to stop. A worker that is killed loses the cell that it was at, which another takes
 * when the lock on it has run out.
 * @throws DsraError what keeps any cell from running here: the cell goes back to the queue for others
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { url, runner, patience = defaultPatience, signal, say } = options;
  const connection = await connect(url, say);
  const stop = new AbortController();
  let unable: unknown;
  const process = async (job: Job<unknown, RanCell>, token?: string): Promise<RanCell> => {
    const unit = unitOf(job, say);
    try {
      return await compute(unit, job, options, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) unable = error;
      stop.abort();
      await job.moveToWait(token);
      throw new WaitingError();
    }
  };
  const worker = new Worker<unknown, RanCell>(queueName, process, {
    connection,
    concurrency: runner.jobs,
    lockDuration: 1000 * patience,
    stalledInterval: 1000 * patience,
    maxStalledCount: takenAgain,
  });
  const queue = new Queue(queueName, { connection });
  // What they tell here, they try again.
  worker.on('error', () => undefined);
  queue.on('error', () => undefined);
  const ending = new Promise<void>((resolve) => {
    const end = (): void => {
      resolve();
    };
    stop.signal.addEventListener('abort', end);
    signal?.addEventListener('abort', () => {
      stop.abort();
    });
    if (signal?.aborted) stop.abort();
    if (options.untilEmpty) whenEmpty(queue, end);
  });
  await ending;
  await leaveStore(async () => {
    await worker.close();
    await queue.close();
  }, [connection]);
  if (unable !== undefined) throw asDsraError(unable);
}

/** A job that asks for no cell fails and is not tried again: any worker of this version would refuse it. */
function unitOf({ id, data }: Job<unknown>, say: WorkerOptions['say']): Unit {
  try {
    return unitIn(data);
  } catch (error) {
    const { message } = error as Error;
    say?.(`refuses job ${id}: ${message}`);
    throw new UnrecoverableError(message);
  }
}

async function compute(
  unit: Unit,
  job: Job<unknown>,
  { runner, results, onUnit, onRecord }: WorkerOptions,
  signal: AbortSignal,
): Promise<RanCell> {
  signal.throwIfAborted();
  onUnit?.(unit);
  let last = 0;
  const ran = await runner.run(unit, {
    signal,
    onProgress: (share) => {
      if (performance.now() - last < often) return;
      last = performance.now();
      job.updateProgress(share).catch(() => undefined);
    },
  });
  for (const { record, embeddings } of shared(ran, unit)) {
    await results?.write(record, embeddings);
    onRecord?.(record);
  }
  return ran;
}

/** When nobody's cell is under way either: the worker that has it may be lost. */
function whenEmpty(queue: Queue, end: () => void): void {
  const look = async (): Promise<void> => {
    const counts = await queue.getJobCounts('wait', 'active', 'prioritized', 'delayed');
    if (Object.values(counts).some((count) => count > 0)) setTimeout(lookAgain, 1000);
    else end();
  };
  const lookAgain = (): void => {
    look().catch(end);
  };
  lookAgain();
}

const asDsraError = (error: unknown): unknown =>
  isDsraError(error) ? new DsraError(error.code, `${error.message}; the cell is in the queue again`) : error;
