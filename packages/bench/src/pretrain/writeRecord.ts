import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { writeFilesAtomically } from '@dsra/core/node';
import { shifts } from '../world/tasks/shifts';
import { tasks } from '../world/tasks/tasks';
import type { Measured, TrainingRecord } from './trainingRecord';
import { zeroShotAccuracy } from './zeroShot';

const FILE = 'training.json';

/** Test pictures per class behind the recorded accuracies, and behind those that a test repeats. */
const PER_CLASS = 50;
const SAMPLE = 5;

/** Measures the model in a folder without training and writes the record of its training beside it. */
export async function writeRecord(
  folder: string,
  training: Omit<TrainingRecord, 'zeroShot' | 'sample'>,
): Promise<void> {
  const clip = await loadClip(folder);
  const record = { ...training, zeroShot: measure(clip, PER_CLASS), sample: measure(clip, SAMPLE) };
  clip.dispose();
  for (const [name, accuracy] of Object.entries(record.zeroShot.accuracy)) {
    console.log(`${name}: ${(100 * accuracy).toFixed(1)} % zero-shot`);
  }
  await writeFilesAtomically(folder, { [FILE]: `${JSON.stringify(record, null, 2)}\n` });
  console.log(`wrote ${join(folder, FILE)}`);
}

/** The same for a model that was trained before; the facts of its training stay. */
export async function measureAgain(folder: string): Promise<void> {
  const record = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as TrainingRecord;
  const { steps, batch, rate, seed, loss, seconds, machine } = record;
  await writeRecord(folder, { steps, batch, rate, seed, loss, seconds, machine });
}

/** Zero-shot accuracies on the first test pictures of every task and shift. */
export function measure(clip: Clip, perClass: number): Measured {
  const all = [...tasks, ...Object.values(shifts)];
  const accuracy = all.map((task) => [task.name, zeroShotAccuracy(clip, task, { perClass, seed: 1 })]);
  return { perClass, accuracy: Object.fromEntries(accuracy) as Measured['accuracy'] };
}
