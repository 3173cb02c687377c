import type { Clip } from '@dsra/clip';
import { fit, load, type Tuned, zeroShot } from '@dsra/prompts';
import { countedWork } from './countedWork';
import { adapterFolder, mergedModel } from './taught';
import { exampleBatch } from './pictures';
import type { Running } from './running';
import { speedClassNames } from './speedClassNames';
import { speedMethod } from './speedMethods';
import { timed } from './timed';
import { imageOperations } from './usefulOperations';
import { BATCH, type ClassifyWork } from './work';

/** Logits of pictures against classes whose features are known. Takes the clip over. */
export async function startClassifying(clip: Clip, work: ClassifyWork, adapters: string): Promise<Running> {
  const tuned = await tunedFor(clip, work, adapters);
  const counted = countedWork(
    work.method in { plain: 0, merged: 0 } ? { method: tuned.method } : speedMethod(work.method, clip.config),
    tuned,
    BATCH,
  );
  const operations = counted && imageOperations(clip.config, BATCH, counted.vision);
  const dispose = () => {
    tuned.dispose();
    tuned.clip.dispose();
  };
  return timed(tuned.clip, operations, (pixels) => tuned.logits(pixels), dispose);
}

async function tunedFor(clip: Clip, { method, classes }: ClassifyWork, adapters: string): Promise<Tuned> {
  const classNames = speedClassNames(classes);
  const plain = (model: Clip) =>
    fit(zeroShot(), { clip: model, classNames, examples: exampleBatch(model, classes) });
  if (method === 'plain') return plain(clip);
  if (method === 'merged') return plain(await mergedModel(clip, adapters));
  return load(adapterFolder(adapters, method), { clip, classNames });
}
