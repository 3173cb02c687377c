import type { Method } from '@dsra/prompts';
import { using } from '../../inference/using';
import { type Cell, kindOf } from '../cell';
import type { CellRecord } from '../record';
import { batches } from './batches';
import { examineSet } from './examineSet';
import type { Material, TestedSet } from './material';
import { plainFeatures, plainKey, plainOf, type TestRoom } from './plainFeatures';

/**
 * The part of a cell's results that needs no training. It comes first, and has read every test picture at its end: one that
 * cannot be read is told before hours of training.
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
      // Nobody asks what the plain model answers here.
      for (const set of [learned, ...targets]) {
        await (method.vision ? readOnce(set, room) : plainFeatures(set, room));
      }
      return {};
  }
}

/** Once for all cells with the same test pictures. */
function plainAccuracy(set: TestedSet, { model, workshop, signal }: TestRoom): Promise<number> {
  return workshop.once(plainKey('accuracy', set, model), async () =>
    using(await plainOf(model.clip, set), async (plain) => {
      const { accuracy } = await examineSet(plain, set, { model, workshop, signal });
      return accuracy;
    }),
  );
}

/** Once for all cells with the same test pictures as well. */
function readOnce({ testKey, test }: TestedSet, { workshop, signal }: TestRoom): Promise<void> {
  return workshop.once(JSON.stringify(['read', testKey]), async () => {
    for await (const { batch } of batches(test, { signal })) {
      await Promise.all(batch.map((item) => item.read()));
    }
  });
}
