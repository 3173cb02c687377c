import type { Clip } from '@dsra/clip';
import { fit, type Tuned, zeroShot } from '@dsra/prompts';
import type { DataSet } from '../../datasets/dataSet';
import { using } from '../../inference/using';
import type { TestHooks } from './batches';
import { featureStore } from './featureStore';
import type { TestedSet } from './material';
import { pictureRows } from './pictureRows';
import type { OpenModel, Workshop } from './workshop';

/** Where tests are made. */
export interface TestRoom extends TestHooks {
  readonly model: OpenModel;
  readonly workshop: Workshop;
}

/** The model as it came, over the classes of a set. */
export const plainOf = (clip: Clip, { classNames, template }: DataSet): Promise<Tuned> =>
  fit(zeroShot({ template }), { clip, classNames, allowSameNames: true, examples: [] });

/**
 * What the image tower of the model as it came makes of a set's test pictures, row by row: computed once for all cells of a
 * process, whatever they learn beside it.
 */
export async function plainFeatures(set: TestedSet, room: TestRoom): Promise<Float32Array> {
  const { workshop, model } = room;
  const store = await workshop.once('plain features', () => Promise.resolve(featureStore()));
  return store(plainKey('features', set, model), () => encoded(set, room));
}

/** Tells what the plain model makes of a set from what it, or another model, makes of others. */
export const plainKey = (what: string, { testKey }: TestedSet, { fingerprint, clip }: OpenModel): string =>
  JSON.stringify(['plain', what, fingerprint, clip.preprocessing, testKey]);

async function encoded(set: TestedSet, { model: { clip }, signal }: TestRoom): Promise<Float32Array> {
  const width = clip.config.embeddingWidth;
  const features = new Float32Array(set.test.length * width);
  return using(await plainOf(clip, set), async (plain) => {
    let end = 0;
    for await (const row of pictureRows(plain, set.test, (pixels) => plain.encodeImage(pixels), { signal })) {
      features.set(row, end);
      end += width;
    }
    return features;
  });
}
