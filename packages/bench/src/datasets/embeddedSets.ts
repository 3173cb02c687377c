import type { RgbImage } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { drawExample } from '../world/tasks/drawTask';
import { shifts } from '../world/tasks/shifts';
import type { Task } from '../world/tasks/task';
import { tasks } from '../world/tasks/tasks';
import type { DataSet, DataSetItem, DataSetSource } from './dataSet';

export interface EmbeddedSetOptions {
  /** Few-shot draws are made from so many of each class. */
  readonly trainPerClass?: number;
  readonly validationPerClass?: number;
  readonly testPerClass?: number;
}

/** No run draws training pictures with this seed: what settings may be chosen by. */
export const validationSeed = 2 ** 31;

/** A drawn task as a data set: the same pictures everywhere, drawn when they are read. A shift has test pictures alone. */
export function embeddedSet(
  task: Task,
  { trainPerClass = 64, validationPerClass = 16, testPerClass = 50 }: EmbeddedSetOptions = {},
): DataSet {
  const isShift = Object.values<Task>(shifts).includes(task);
  const items = (split: 'train' | 'test', perClass: number, seed: number): DataSetItem[] =>
    task.classNames.flatMap((_, label) =>
      Array.from({ length: perClass }, (_unused, index) => drawnItem(task, { split, seed, label, index })),
    );
  return {
    name: nameOf(task),
    title: task.name,
    classNames: task.classNames,
    template: task.template,
    train: isShift ? [] : items('train', trainPerClass, 0),
    validation: isShift ? [] : items('train', validationPerClass, validationSeed),
    test: items('test', testPerClass, 0),
  };
}

type Draw = Parameters<typeof drawExample>[1];

/** Kept once it is drawn: pictures are small, and training looks at the same few again and again. */
function drawnItem(task: Task, draw: Draw): DataSetItem {
  const { split, seed, label, index } = draw;
  let drawn: RgbImage | undefined;
  return {
    id: `drawn:${task.name}/${split}/${seed}/${task.classNames[label]!}/${index}`,
    label,
    read: () => Promise.resolve((drawn ??= drawExample(task, draw))),
  };
}

const nameOf = (task: Task): string => `embedded/${task.name}`;

/** The tasks of the drawn world, then `objects` under its four shifts. */
export const embeddedTasks: readonly Task[] = [...tasks, ...Object.values<Task>(shifts)];

export const embeddedSources: readonly DataSetSource[] = embeddedTasks.map((task) => ({
  name: nameOf(task),
  title: task.name,
  kind: 'embedded',
  check() {
    const { name, title, classNames, train, validation, test } = embeddedSet(task);
    const counts = { train: train.length, validation: validation.length, test: test.length };
    const fine = { complete: true, missing: [], problems: [], remarks: [] };
    return Promise.resolve({ name, title, ...fine, classes: classNames.length, ...counts });
  },
  open: () => Promise.resolve(embeddedSet(task)),
}));

/** By its name behind `embedded/`; a shift also without `objects-` in front. */
export function embeddedSourceNamed(name: string): DataSetSource {
  const found = embeddedSources.find((source) => source.title === name || source.title === `objects-${name}`);
  if (found) return found;
  const known = embeddedSources.map((source) => source.name).join(', ');
  throw new DsraError('badInput', `there is no data set embedded/${name}; there are: ${known}`);
}
