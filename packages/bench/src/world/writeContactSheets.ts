import { mersenneTwister } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { compose } from './compose';
import { contactSheet } from './contactSheet';
import { drawScene } from './drawScene';
import { encodePng } from './encodePng';
import { sampleDescription } from './sampleDescription';
import { drawTask } from './tasks/drawTask';
import { shifts } from './tasks/shifts';
import { tasks } from './tasks/tasks';

const COLUMNS = 12;

/**
 * Writes one PNG for the training world and one per task and shift, a row of pictures per class: to look at.
 * @returns the file names
 */
export async function writeContactSheets(folder: string): Promise<string[]> {
  const random = mersenneTwister(1);
  const world = Array.from({ length: COLUMNS * 12 }, () =>
    drawScene(compose(sampleDescription(random), random)),
  );
  const sheets = [...tasks, ...Object.values(shifts)].map((task) => {
    const examples = drawTask(task, { split: 'train', perClass: COLUMNS, seed: 1 });
    return [task.name, examples.map(({ image }) => image)] as const;
  });
  const files: [string, Uint8Array][] = [];
  for (const [name, pictures] of [['world', world] as const, ...sheets]) {
    files.push([`${name}.png`, await encodePng(contactSheet(pictures, COLUMNS))]);
  }
  await writeFilesAtomically(folder, Object.fromEntries(files));
  return files.map(([name]) => name);
}
