import type { RgbImage } from '@dsra/clip';
import { mersenneTwister } from '@dsra/core';
import { drawScene } from '../drawScene';
import type { Task } from './task';

export interface DrawTaskOptions {
  /** Train and test pictures never share a draw. */
  readonly split: 'train' | 'test';
  readonly perClass: number;
  readonly seed: number;
}

export interface DrawnExample {
  readonly image: RgbImage;
  /** Index into the task's class names. */
  readonly label: number;
}

/** Pictures of a task, class by class: the same for the same options, and the first n of more. */
export function drawTask(task: Task, { split, perClass, seed }: DrawTaskOptions): DrawnExample[] {
  return task.classNames.flatMap((_, label) =>
    Array.from({ length: perClass }, (_unused, i) => ({
      image: drawExample(task, { split, seed, label, index: i }),
      label,
    })),
  );
}

/** One picture of a task. */
export function drawExample(
  task: Task,
  { split, seed, label, index }: Pick<DrawTaskOptions, 'split' | 'seed'> & { label: number; index: number },
): RgbImage {
  const key = [seed, nameKey(task.name), split === 'train' ? 0 : 1, label, index];
  return drawScene(task.draw(label, mersenneTwister(key)));
}

/** FNV-1a over the name, so that tasks do not share draws. */
function nameKey(name: string): number {
  let key = 0x811c9dc5;
  for (const letter of name) key = Math.imul(key ^ letter.charCodeAt(0), 0x01000193);
  return key >>> 0;
}
