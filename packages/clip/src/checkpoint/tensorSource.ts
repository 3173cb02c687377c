import type { Dtype, StoredTensor } from '@dsra/core';
import { DsraError } from '@dsra/core';

/** A safetensors file, or several as one, of which single tensors are read. `openSafetensors` gives one. */
export interface TensorSource {
  readonly entries: ReadonlyMap<string, { readonly dtype: Dtype; readonly shape: readonly number[] }>;
  readonly metadata: Readonly<Record<string, string>>;
  read(name: string): Promise<StoredTensor>;
  close(): Promise<void>;
}

/**
 * The shards of a checkpoint as one source.
 * @param places shard by tensor
 * @param index what messages call the file that names the shards
 * @throws DsraError `mismatch` with every tensor that is not in its shard
 */
export function joinShards(
  shards: ReadonlyMap<string, TensorSource>,
  places: Readonly<Record<string, string>>,
  index: string,
): TensorSource {
  const shardOf = (name: string): TensorSource => shards.get(places[name]!)!;
  const names = Object.keys(places);
  const absent = names.filter((name) => !shardOf(name).entries.has(name));
  if (absent.length > 0) {
    const list = absent.map((name) => `${name} (${places[name]!})`).join(', ');
    throw new DsraError('mismatch', `${index} names tensors that are not in their files: ${list}`);
  }
  return {
    entries: new Map(names.map((name) => [name, shardOf(name).entries.get(name)!])),
    metadata: Object.assign({}, ...Array.from(shards.values(), ({ metadata }) => metadata)) as Record<
      string,
      string
    >,
    read: (name) => shardOf(name).read(name),
    close: async () => {
      for (const shard of shards.values()) await shard.close();
    },
  };
}
