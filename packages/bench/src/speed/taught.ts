import { join } from 'node:path';
import type { Clip } from '@dsra/clip';
import { fit, load } from '@dsra/prompts';
import { exampleBatch } from './pictures';
import { speedClassNames } from './speedClassNames';
import { speedMethod } from './speedMethods';

export const adapterFolder = (adapters: string, method: string): string => join(adapters, method);

/** Takes one step of each method and saves what it learned: so that whoever uses it never pays for training. */
export async function teach(clip: Clip, methods: readonly string[], adapters: string): Promise<void> {
  const classNames = speedClassNames(2);
  for (const name of methods) {
    const { method } = speedMethod(name, clip.config);
    const plan = { batchSize: 4, epochs: 1 };
    const tuned = await fit(method, { clip, classNames, examples: exampleBatch(clip, 2), ...plan });
    await tuned.save(adapterFolder(adapters, name));
    tuned.dispose();
  }
}

/** The clip with what DsRA learned in its weights; the clip itself is disposed. */
export async function mergedModel(clip: Clip, adapters: string): Promise<Clip> {
  const tuned = await load(adapterFolder(adapters, 'dsra'), { clip });
  const merged = tuned.merge();
  tuned.dispose();
  clip.dispose();
  return merged;
}
