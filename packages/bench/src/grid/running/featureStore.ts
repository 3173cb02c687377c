/** Gives what is kept under a key, or computes it. */
export type FeatureStore = (key: string, compute: () => Promise<Float32Array>) => Promise<Float32Array>;

/**
 * Features of test pictures, list by list: 50,000 of them take 100 MB.
 * @param limit bytes to keep; what was asked for longest ago goes first
 */
export function featureStore(limit = 512 * 2 ** 20): FeatureStore {
  const kept = new Map<string, Float32Array>();
  return async (key, compute) => {
    const features = kept.get(key) ?? (await compute());
    kept.delete(key);
    kept.set(key, features);
    let size = [...kept.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    for (const [oldest, { byteLength }] of kept) {
      if (size <= limit || oldest === key) break;
      kept.delete(oldest);
      size -= byteLength;
    }
    return features;
  };
}
