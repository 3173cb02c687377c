import type { Clip } from '@dsra/clip';
import { isDsraError } from '@dsra/core';
import { countTrainable, fit, type Recipe, type Tuned, zeroShot } from '@dsra/prompts';
import { using } from '../inference/using';
import type { Task } from '../world/tasks/task';
import { embeddedPlan } from './embeddedSettings';
import { type Contestant, contestantMethod } from './methodGrid';
import { type DrawnSplit, splitClasses } from './splitClasses';
import { stepTimer } from './stepTimer';

/** What one training gave: one method on one task, with one seed, in one protocol. Accuracies from 0 to 1. */
export type MethodResult = Contestant & {
  readonly task: string;
  readonly seed: number;
  readonly shots: number;
  readonly testPerClass: number;
  readonly parameters: number;
  readonly secondsPerStep: number;
  readonly settings: CellSettings;
} & (
    | { readonly protocol: 'fewShot'; readonly accuracy: number; readonly zeroShot: number }
    | {
        readonly protocol: 'baseToNew';
        readonly base: number;
        /** null for a method whose parameters fit no other classes. */
        readonly new: number | null;
        readonly zeroShotBase: number;
        readonly zeroShotNew: number;
      }
  );

/** What has to be the same for a result to be the same, but for rounding. */
export interface CellSettings {
  readonly recipe: Recipe;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly optimizer: string;
  /** Of random crops. */
  readonly leastArea: number;
  /** Tested on training pictures of another seed, and not on test pictures. */
  readonly validation: boolean;
}

export function cellSettings({
  contestant,
  protocol,
  task,
  epochs = embeddedPlan.epochs,
  validation,
}: Omit<CellOptions, 'clip' | 'plain'>): CellSettings {
  const { batchSize, learningRate, optimizer, augment } = embeddedPlan;
  return {
    recipe: contestantMethod(contestant, protocol, task.template).recipe!,
    ...{ epochs, batchSize, learningRate },
    optimizer: String(optimizer.settings.name),
    leastArea: augment.leastArea,
    validation,
  };
}

export interface CellOptions {
  readonly clip: Clip;
  readonly plain: PlainAccuracy;
  readonly task: Task;
  readonly contestant: Contestant;
  readonly protocol: MethodResult['protocol'];
  readonly shots: number;
  readonly testPerClass: number;
  readonly seed: number;
  /** Default: those of all methods on a small model. */
  readonly epochs?: number | undefined;
  readonly validation: boolean;
}

/** Trains and tests one cell of the table. The seed draws the training pictures and everything in training. */
export async function methodCell(options: CellOptions): Promise<MethodResult> {
  const { clip, plain, task, contestant, protocol, epochs = embeddedPlan.epochs, ...rest } = options;
  const { shots, testPerClass, seed } = rest;
  const splits = splitClasses(task, rest);
  const trainOn = protocol === 'fewShot' ? splits.all : splits.base;
  const method = contestantMethod(contestant, protocol, task.template);
  const timed = stepTimer();
  const { classNames, examples } = trainOn;
  const plan = { ...embeddedPlan, epochs, seed, onProgress: timed.lap };
  const tuned = await fit(method, { clip, classNames, examples, ...plan });
  return using(tuned, async () => {
    const measured = await accuracyOf(tuned, trainOn);
    const common = {
      ...contestant,
      task: task.name,
      ...{ seed, shots, testPerClass },
      parameters: countTrainable(method, clip.config, { classes: classNames.length }).total,
      secondsPerStep: timed.median(),
      settings: cellSettings(options),
    };
    const [zeroShotHere, zeroShotNew] = [await plain(task, trainOn), await plain(task, splits.new)];
    if (protocol === 'fewShot') return { ...common, protocol, accuracy: measured, zeroShot: zeroShotHere };
    return {
      ...common,
      protocol,
      base: measured,
      new: await onOtherClasses(tuned, splits.new),
      zeroShotBase: zeroShotHere,
      zeroShotNew,
    };
  });
}

const accuracyOf = async (tuned: Tuned, { test }: DrawnSplit) => (await tuned.evaluate(test)).accuracy;

async function onOtherClasses(tuned: Tuned, split: DrawnSplit): Promise<number | null> {
  try {
    return await using(tuned.withClassNames(split.classNames), (other) => accuracyOf(other, split));
  } catch (error) {
    if (isDsraError(error) && error.code === 'mismatch') return null;
    throw error;
  }
}

/** The plain clip's accuracy on the test pictures of a split. */
export type PlainAccuracy = (task: Task, split: DrawnSplit) => Promise<number>;

/** Computed once per list of classes: test pictures are the same for all cells with so many of them. */
export function plainAccuracy(clip: Clip): PlainAccuracy {
  const known = new Map<string, Promise<number>>();
  return ({ name, template }, split) => {
    const key = [name, split.test.length, ...split.classNames].join('|');
    const measure = async () => {
      const plain = await fit(zeroShot({ template }), { clip, classNames: split.classNames, examples: [] });
      return using(plain, () => accuracyOf(plain, split));
    };
    if (!known.has(key)) known.set(key, measure());
    return known.get(key)!;
  };
}
