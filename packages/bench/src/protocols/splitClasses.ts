import { subsampleClasses, type ClassHalf } from '../data/subsampleClasses';
import { validationSeed } from '../datasets/embeddedSets';
import { drawTask, type DrawnExample } from '../world/tasks/drawTask';
import type { Task } from '../world/tasks/task';

/** Training and test pictures over one list of classes. */
export interface DrawnSplit {
  readonly classNames: readonly string[];
  readonly examples: readonly DrawnExample[];
  readonly test: readonly DrawnExample[];
}

export interface DrawOptions {
  readonly shots: number;
  readonly testPerClass: number;
  /** Tests on training pictures of another seed: what settings may be chosen by. */
  readonly validation: boolean;
  /** Draws the training pictures; test pictures are the same for all seeds. */
  readonly seed: number;
}

/** The pictures of a task, whole and by halves of its classes (Dassl's base and new), each relabelled from 0. */
export function splitClasses(
  task: Task,
  { shots, testPerClass, validation, seed }: DrawOptions,
): Record<ClassHalf, DrawnSplit> {
  const all = {
    classNames: task.classNames,
    train: drawTask(task, { split: 'train', perClass: shots, seed }),
    val: [],
    test: validation
      ? drawTask(task, { split: 'train', perClass: testPerClass, seed: validationSeed })
      : drawTask(task, { split: 'test', perClass: testPerClass, seed: 0 }),
  };
  const half = (which: ClassHalf): DrawnSplit => {
    const { classNames, train, test } = subsampleClasses(all, which);
    return { classNames, examples: train, test };
  };
  return { all: half('all'), base: half('base'), new: half('new') };
}
