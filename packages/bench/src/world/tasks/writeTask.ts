import { writeFilesAtomically } from '@dsra/core/node';
import { encodePng } from '../encodePng';
import { drawTask, type DrawTaskOptions } from './drawTask';
import type { Task } from './task';

/**
 * Writes a task's pictures as `<folder>/<class name>/<nnn>.png`: all or none.
 * @returns the paths relative to the folder, class by class
 * @throws DsraError `unwritable` with the path and the reason
 */
export async function writeTask(task: Task, folder: string, options: DrawTaskOptions): Promise<string[]> {
  const examples = drawTask(task, options);
  const files: [string, Uint8Array][] = await Promise.all(
    examples.map(async ({ image, label }, i) => {
      const number = String((i % options.perClass) + 1).padStart(3, '0');
      return [`${task.classNames[label]!}/${number}.png`, await encodePng(image)];
    }),
  );
  await writeFilesAtomically(folder, Object.fromEntries(files));
  return files.map(([path]) => path);
}
