import { isDsraError } from '@dsra/core';
import type { Tuned } from '@dsra/prompts';
import { using } from '../../inference/using';
import { type Cell, kindOf } from '../cell';
import { cellMethod } from '../cellMethod';
import type { CellRecord } from '../record';
import { examineSet } from './examineSet';
import type { Material, TestedSet } from './material';
import type { TestRoom } from './plainFeatures';

type Measurements = Pick<CellRecord, 'metrics' | 'perClass' | 'confusion'>;

/** What is tested, and what the plain model gives. */
interface Tested {
  readonly shown: Material;
  readonly plain: CellRecord['metrics'];
}

/** Larger ones would be most of what a grid writes. */
const largestConfusion = 250;

/** Everything that is measured of a tuned model in the cell's protocol. */
export async function measurementsOf(
  cell: Cell,
  tuned: Tuned,
  tested: Tested,
  room: TestRoom,
): Promise<Measurements> {
  const { learned } = tested.shown;
  const here = await examineSet(tuned, learned, room);
  const perClass = here.perClass.map((counts, label) => ({ name: learned.classNames[label]!, ...counts }));
  return {
    metrics: await metricsOf(cell, tuned, { ...tested, accuracy: here.accuracy }, room),
    perClass,
    ...(perClass.length <= largestConfusion && { confusion: here.confusion.map((row) => [...row]) }),
  };
}

async function metricsOf(
  cell: Cell,
  tuned: Tuned,
  { shown, plain, accuracy }: Tested & { readonly accuracy: number },
  room: TestRoom,
): Promise<CellRecord['metrics']> {
  const { learned, others, targets } = shown;
  const among = (set: TestedSet) => onOthers(cell, tuned, { set, learned }, room);
  switch (kindOf(cell)) {
    case 'fewShot':
      return { accuracy, ...plain };
    case 'baseToNew':
      return { base: accuracy, new: await among(others!), ...plain };
    case 'transfer': {
      const metrics: Record<string, number | null> = { source: accuracy };
      for (const target of targets) metrics[target.name] = await among(target);
      return metrics;
    }
  }
}

/** Accuracy among other classes, written in their own set's sentence; null for a method whose parameters fit no others. */
async function onOthers(
  cell: Cell,
  tuned: Tuned,
  { set, learned }: { set: TestedSet; learned: TestedSet },
  room: TestRoom,
): Promise<number | null> {
  const rewritten = { from: learned.template, to: set.template };
  try {
    const other = tuned.withClassNames(set.classNames, cellMethod(cell, rewritten));
    return await using(other, async () => (await examineSet(other, set, room)).accuracy);
  } catch (error) {
    if (isDsraError(error) && error.code === 'mismatch') return null;
    throw error;
  }
}
