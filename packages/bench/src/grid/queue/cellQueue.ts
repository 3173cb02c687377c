import { DsraError } from '@dsra/core';
import { Redis } from 'ioredis';
import { version } from '../../version';
import { computationId, hashOf } from '../cell';
import type { Unit } from '../running/unit';
import { storeAddress } from './storeAddress';
import { tellOutages } from './tellOutages';

/**
 * The queue's name in the store: jobs are units, what they return are their records. Another version of this package may compute
 * other numbers, so it has another queue, which workers of this one do not look into.
 */
export const queueName = `dsra-cells-${version}`;

/** How long a worker may be silent before others take its cell. */
export const defaultPatience = 30;

/** A unit's job: the same for whoever asks, so that it is in the queue once. */
export const jobIdOf = ({ cell }: Unit): string => {
  const { targets, embeddings = false } = cell;
  return hashOf([computationId(cell), [...targets].sort(), embeddings]);
};

/**
 * A connection to the store that outlives its restarts; whoever opens it closes it.
 * @param say is told when the store does not answer for a while, and when it does again
 * @throws DsraError `badInput` for what is no address, `unavailable` where nobody answers
 */
export async function connect(address: string, say?: (line: string) => void): Promise<Redis> {
  const { url, place } = storeAddress(address);
  await greet(url, place);
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  // Without a listener it would print every lost connection; it is tried again by itself.
  redis.on('error', () => undefined);
  if (say)
    redis.once(
      'end',
      tellOutages(() => redis.ping(), place, say),
    );
  return redis;
}

/** Says at once that there is no store, which a connection for work would wait for. */
async function greet(url: string, place: string): Promise<void> {
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5000 });
  let reason = '';
  probe.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await probe.connect();
    await probe.ping();
  } catch (cause) {
    const why = reason || (cause as Error).message;
    const says = `no Redis or Valkey answers at ${place}: ${why}: start one (\`redis-server\`), or correct --queue`;
    throw new DsraError('unavailable', says, { cause });
  } finally {
    probe.disconnect();
  }
}
