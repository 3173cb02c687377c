/** A checkpoint as one safetensors file, the run's description in its metadata. */
import { decodeSafetensors, DsraError, encodeSafetensors, toFloat32 } from '@dsra/core';
import * as z from 'zod/mini';
import type { Checkpoint } from '../training/checkpoint';

const VERSION = 1;

const count = z.int().check(z.minimum(0));
const about = z.object({
  version: z.literal(VERSION),
  epoch: count,
  step: count,
  updates: count,
  run: z.record(z.string(), z.json()),
});

export function encodeCheckpoint({ tensors, ...run }: Checkpoint): Uint8Array {
  const stored = Object.entries(tensors).map(
    ([name, { shape, data }]) => [name, { dtype: 'F32', shape, data }] as const,
  );
  return encodeSafetensors(Object.fromEntries(stored), {
    dsra: JSON.stringify({ version: VERSION, ...run }),
  });
}

/**
 * @param name the file, for messages
 * @throws DsraError `badFile`: no checkpoint of a training, or one of another version
 */
export function decodeCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const parsed = about.safeParse(parse(metadata.dsra ?? '', name));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path }) => path.join('.') || 'everything');
    throw new DsraError(
      'badFile',
      `${name} is no checkpoint that this version reads (${wrong.join(', ')}): remove it`,
    );
  }
  const { epoch, step, updates, run } = parsed.data;
  const host = [...tensors].map(
    ([key, stored]) => [key, { shape: stored.shape, data: toFloat32(stored) }] as const,
  );
  return { epoch, step, updates, run, tensors: Object.fromEntries(host) };
}

function parse(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new DsraError('badFile', `${name} is no checkpoint of a training: remove it`, { cause });
  }
}
