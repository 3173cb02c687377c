/** Finds a checkpoint's weights: one safetensors file, or shards that an index names. */
import { DsraError } from '@dsra/core';
import * as z from 'zod/mini';
import { type CheckpointFiles, placeOf } from './checkpointFiles';
import { jsonOf } from './jsonOf';
import { type TensorSource, joinShards } from './tensorSource';
import { record, validate } from './validate';

export interface OpenWeights {
  readonly source: TensorSource;
  /** For messages. */
  readonly file: string;
}

export const WEIGHT_FILE = 'model.safetensors';
export const OPEN_CLIP_WEIGHT_FILES = [
  'open_clip_model.safetensors',
  'open_clip_pytorch_model.safetensors',
] as const;
export const INDEX_FILE = 'model.safetensors.index.json';

/**
 * Opens the weights; the caller closes the source.
 * @param preferred files to look for before `model.safetensors`
 * @throws DsraError `missing`: no weights, or a shard that is not there; `badFile`: a damaged file
 */
export async function openWeights(
  files: CheckpointFiles,
  preferred: readonly string[],
): Promise<OpenWeights> {
  const others = files.list?.filter((name) => name.endsWith('.safetensors')) ?? [];
  const lone = others.length === 1 ? others : [];
  const candidates = [...preferred, WEIGHT_FILE, INDEX_FILE, ...OPEN_CLIP_WEIGHT_FILES, ...lone];
  for (const name of candidates) {
    const source = name === INDEX_FILE ? await openShards(files) : await files.open(name);
    if (source) return { source, file: placeOf(files, name) };
  }
  throw new DsraError('missing', `${files.name} ${whatIsThere(files.list ?? [], others)}`);
}

const PICKLES = /^(pytorch_model.*\.bin|open_clip_pytorch_model\.bin|.*\.pt|.*\.pth)$/;

function whatIsThere(list: readonly string[], others: readonly string[]): string {
  const pickle = list.find((name) => PICKLES.test(name));
  if (others.length > 1)
    return `has several safetensors files (${others.join(', ')}): pass the path of one of them`;
  if (!pickle) return 'has no weights: expected model.safetensors';
  const convert = "from transformers import CLIPModel as C; C.from_pretrained('IN').save_pretrained('OUT')";
  return `has its weights only as ${pickle}, which can run code when read; convert it once: python -c "${convert}"`;
}

const anyFile = z
  .string({ error: 'a file beside it' })
  .check(z.refine((name) => /^[^/\\]+$/.test(name) && name !== '..', { error: 'a file beside it' }));
const indexSchema = record({
  weight_map: z.record(z.string(), anyFile, { error: 'an object of file names' }),
});

async function openShards(files: CheckpointFiles): Promise<TensorSource | undefined> {
  const index = await files.read(INDEX_FILE);
  if (!index) return undefined;
  const place = placeOf(files, INDEX_FILE);
  const { weight_map: places } = validate(indexSchema, jsonOf(index, place), place);
  const shards = new Map<string, TensorSource>();
  try {
    for (const name of new Set(Object.values(places))) {
      const shard = await files.open(name);
      if (!shard) throw new DsraError('missing', `${files.name} has no ${name}, which ${INDEX_FILE} names`);
      shards.set(name, shard);
    }
    return joinShards(shards, places, place);
  } catch (error) {
    for (const shard of shards.values()) await shard.close();
    throw error;
  }
}
