import type { Clip } from '@dsra/clip';
import { isDsraError } from '@dsra/core';
import { fit, type Tuned, zeroShot } from '@dsra/prompts';
import type { DataSet } from '../../datasets/dataSet';
import { using } from '../../inference/using';
import { type Cell, cellId, kindOf } from '../cell';
import { cellMethod } from '../cellMethod';
import type { CellEmbeddings, CellRecord } from '../record';
import type { BeforeAndAfter } from '../results';
import { type Examination, examine, featuresOf } from './examine';
import type { Material } from './material';
import type { Workshop } from './workshop';

type Tests = Pick<CellRecord, 'metrics' | 'perClass' | 'confusion'>;

/** Larger ones would be most of what a grid writes. */
const largestConfusion = 250;

/** Everything that is measured of a tuned model in the cell's protocol. */
export async function testsOf(cell: Cell, tuned: Tuned, shown: Material, workshop: Workshop): Promise<Tests> {
  const { learned } = shown;
  const here = await examine(tuned, learned.test);
  const perClass = here.perClass.map((counts, label) => ({ name: learned.classNames[label]!, ...counts }));
  return {
    metrics: await metricsOf(cell, tuned, shown, { here, workshop }),
    perClass,
    ...(perClass.length <= largestConfusion && { confusion: here.confusion.map((row) => [...row]) }),
  };
}

async function metricsOf(
  cell: Cell,
  tuned: Tuned,
  shown: Material,
  { here, workshop }: { here: Examination; workshop: Workshop },
): Promise<CellRecord['metrics']> {
  const { learned, others, targets, leftOver } = shown;
  const plain = (set: DataSet, half: string) => plainAccuracy(cell, set, { half, leftOver, tuned, workshop });
  switch (kindOf(cell)) {
    case 'fewShot':
      return { accuracy: here.accuracy, zeroShot: await plain(learned, 'all') };
    case 'baseToNew':
      return {
        base: here.accuracy,
        new: await onOthers(cell, tuned, others!, learned),
        zeroShotBase: await plain(learned, 'base'),
        zeroShotNew: await plain(others!, 'new'),
      };
    case 'transfer': {
      const metrics: Record<string, number | null> = { source: here.accuracy };
      for (const target of targets) metrics[target.name] = await onOthers(cell, tuned, target, learned);
      return metrics;
    }
  }
}

/** Accuracy among other classes, written in their own set's sentence; null for a method whose parameters fit no others. */
async function onOthers(
  cell: Cell,
  tuned: Tuned,
  { classNames, test, template }: DataSet,
  { template: from }: DataSet,
): Promise<number | null> {
  try {
    const other = tuned.withClassNames(classNames, cellMethod(cell, { from, to: template }));
    return await using(other, async () => (await examine(other, test)).accuracy);
  } catch (error) {
    if (isDsraError(error) && error.code === 'mismatch') return null;
    throw error;
  }
}

/** The plain model's accuracy, once for all cells with the same test pictures. */
function plainAccuracy(
  { model, testPerClass, shots, seed, dataSet }: Cell,
  set: DataSet,
  { half, leftOver, tuned, workshop }: { half: string; leftOver: boolean; tuned: Tuned; workshop: Workshop },
): Promise<number> {
  const { clip } = tuned;
  const draw = leftOver ? [shots, seed] : [];
  const key = JSON.stringify(['plain', model, dataSet, testPerClass, half, ...draw]);
  return workshop.once(key, async () =>
    using(await plainOf(clip, set), async (plain) => (await examine(plain, set.test)).accuracy),
  );
}

const plainOf = (clip: Clip, { classNames, template }: DataSet): Promise<Tuned> =>
  fit(zeroShot({ template }), { clip, classNames, allowSameNames: true, examples: [] });

/** What the plain and the tuned image tower make of the test pictures. */
export async function embeddingsOf(
  cell: Cell,
  tuned: Tuned,
  learned: DataSet,
  clip: Clip,
): Promise<BeforeAndAfter> {
  const { classNames, test } = learned;
  const of = async (model: Tuned): Promise<CellEmbeddings> => ({
    version: 1,
    id: cellId(cell),
    classNames: [...classNames],
    labels: test.map(({ label }) => label),
    features: await featuresOf(model, test),
  });
  const before = await using(await plainOf(clip, learned), of);
  return { before, after: await of(tuned) };
}
