import type { Clip } from '@dsra/clip';
import { fit, type Method, type Tuned, zeroShot } from '@dsra/prompts';
import type { DataSet } from '../../datasets/dataSet';
import { using } from '../../inference/using';
import { type Cell, kindOf } from '../cell';
import type { CellRecord } from '../record';
import { batches, type TestHooks } from './batches';
import { type Examination, examine } from './examine';
import { featureStore } from './featureStore';
import type { Material, TestedSet } from './material';
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

/** A model's answers to a set's test pictures; a frozen image tower has encoded them once for all cells of the process. */
export async function examineSet(tuned: Tuned, set: TestedSet, room: TestRoom): Promise<Examination> {
  const { signal, onTested } = room;
  const features = tuned.method.vision ? undefined : await plainFeatures(set, room);
  return examine(tuned, set.test, { features, signal, onTested });
}

/**
 * What the plain model makes of the test pictures: the part of a cell's results that needs no training. It comes first, so that
 * a picture that cannot be read is told before hours of it.
 */
export async function plainMetrics(
  cell: Cell,
  { learned, others, targets }: Material,
  method: Method,
  room: TestRoom,
): Promise<CellRecord['metrics']> {
  switch (kindOf(cell)) {
    case 'fewShot':
      return { zeroShot: await plainAccuracy(learned, room) };
    case 'baseToNew':
      return {
        zeroShotBase: await plainAccuracy(learned, room),
        zeroShotNew: await plainAccuracy(others!, room),
      };
    case 'transfer':
      for (const set of [learned, ...targets]) {
        await (method.vision ? readOnce(set, room) : plainFeatures(set, room));
      }
      return {};
  }
}

/** Once for all cells with the same test pictures. */
function plainAccuracy(set: TestedSet, room: TestRoom): Promise<number> {
  const { model, workshop, signal } = room;
  return workshop.once(keyOf('accuracy', set, model), async () =>
    using(await plainOf(model.clip, set), async (plain) => {
      const { accuracy } = await examineSet(plain, set, { model, workshop, signal });
      return accuracy;
    }),
  );
}

/** What the image tower of the model as it came makes of the test pictures, row by row. */
async function plainFeatures(set: TestedSet, { model, workshop, signal }: TestRoom): Promise<Float32Array> {
  const store = await workshop.once('plain features', () => Promise.resolve(featureStore()));
  return store(keyOf('features', set, model), async () =>
    using(await plainOf(model.clip, set), async (plain) => {
      const width = model.clip.config.embeddingWidth;
      const features = new Float32Array(set.test.length * width);
      let end = 0;
      for await (const row of pictureRows(plain, set.test, (pixels) => plain.encodeImage(pixels), { signal })) {
        features.set(row, end);
        end += width;
      }
      return features;
    }),
  );
}

/** Opens every test picture, once in a process. */
const readOnce = (set: TestedSet, { workshop, signal }: TestRoom): Promise<void> =>
  workshop.once(JSON.stringify(['read', set.testKey]), async () => {
    for await (const { batch } of batches(set.test, { signal })) {
      await Promise.all(batch.map((item) => item.read()));
    }
  });

const keyOf = (what: string, { testKey }: TestedSet, { fingerprint }: OpenModel): string =>
  JSON.stringify(['plain', what, fingerprint, testKey]);
