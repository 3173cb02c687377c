import { DsraError } from '@dsra/core';
import { Job, Queue, QueueEvents } from 'bullmq';
import type { Runner } from '../running/runner';
import type { RanCell, RunHooks } from '../running/runCell';
import { failed, type Unit } from '../running/unit';
import { connect, jobIdOf, queueName } from './cellQueue';
import { ranIn } from './jobContent';
import { leaveStore } from './leaveStore';

/** Events can be missed while a connection is lost: so often, in milliseconds, the store itself is asked. */
const sweepEvery = 10_000;

interface Waiting {
  readonly unit: Unit;
  readonly hooks: RunHooks;
  readonly resolve: (ran: RanCell) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Units as jobs of a queue, which workers on any number of machines take. What is in the queue or done in the store already is
 * not asked for again. Closing leaves the queue as it is: the same grid asked for again collects what was done meanwhile. A store
 * that was away is waited for; what it has lost by then is asked for again.
 * @param say is told when the store does not answer for a while, and when it does again
 */
export async function throughQueue(url: string, say?: (line: string) => void): Promise<Runner> {
  const [connection, listening] = [await connect(url, say), await connect(url)];
  const queue = new Queue<Unit>(queueName, { connection });
  const events = new QueueEvents(queueName, { connection: listening });
  const waiting = new Map<string, Waiting>();

  /** Settles a unit whose job has ended; asks again for one that a store without persistence has forgotten. */
  const look = async (id: string): Promise<void> => {
    const it = waiting.get(id);
    if (!it) return;
    const job = await Job.fromId<Unit>(queue, id);
    if (!job) return enqueue(queue, it.unit, false);
    const ran = await endOf(job, it.unit);
    if (!ran) return;
    waiting.delete(id);
    it.resolve(ran);
  };
  const lookAt = (id: string): Promise<void> =>
    look(id).catch((error: unknown) => waiting.get(id)?.reject(error));
  events.on('completed', ({ jobId }) => void lookAt(jobId));
  events.on('failed', ({ jobId }) => void lookAt(jobId));
  events.on('progress', ({ jobId, data }) => {
    if (typeof data === 'number') waiting.get(jobId)?.hooks.onProgress?.(data);
  });
  // What they tell here, they try again.
  queue.on('error', () => undefined);
  events.on('error', () => undefined);
  const endSweeps = repeatedly(() => Promise.all([...waiting.keys()].map(lookAt)), sweepEvery);
  await events.waitUntilReady();

  return {
    jobs: Infinity,
    run: (unit, { again = false, ...hooks } = {}) =>
      new Promise<RanCell>((resolve, reject) => {
        const id = jobIdOf(unit);
        const interrupt = (): void => {
          waiting.delete(id);
          reject(new DsraError('interrupted', 'interrupted'));
        };
        if (hooks.signal?.aborted) {
          interrupt();
          return;
        }
        hooks.signal?.addEventListener('abort', interrupt);
        const settled = (ran: RanCell): void => {
          hooks.signal?.removeEventListener('abort', interrupt);
          resolve(ran);
        };
        waiting.set(id, { unit, hooks, resolve: settled, reject });
        // Listened to first: the job may end before the question whether it has is answered.
        enqueue(queue, unit, again).then(() => lookAt(id), reject);
      }),
    close: async () => {
      endSweeps();
      await leaveStore(async () => {
        await events.close();
        await queue.close();
      }, [connection, listening]);
    },
  };
}

/** One at a time: a store that is away answers nothing before it is back. */
function repeatedly(act: () => Promise<unknown>, every: number): () => void {
  let ended = false;
  let timer: NodeJS.Timeout;
  const later = (): void => {
    if (!ended) timer = setTimeout(() => void act().then(later), every);
  };
  later();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

async function enqueue(queue: Queue<Unit>, unit: Unit, again: boolean): Promise<void> {
  const jobId = jobIdOf(unit);
  const known = again ? await Job.fromId<Unit>(queue, jobId) : undefined;
  const before = known && (await endOf(known, unit));
  if (before?.record.status === 'failed') await known!.remove();
  await queue.add('cell', unit, { jobId, removeOnComplete: false, removeOnFail: false });
}

/** What a job gave, for the cells of this unit; nothing while it waits or runs. */
async function endOf(job: Job<Unit>, unit: Unit): Promise<RanCell | undefined> {
  switch (await job.getState()) {
    case 'completed':
      return ranIn(job.returnvalue, unit);
    case 'failed':
      return failed(unit.cell, whyGivenUp(job.failedReason));
    default:
      return undefined;
  }
}

/** A cell that fails is a result: what fails as a job was refused, or has cost too many workers. */
const whyGivenUp = (reason: string): string =>
  reason.startsWith('job stalled')
    ? `every worker that took it was lost: ${reason}`
    : `a worker refused it: ${reason}`;
