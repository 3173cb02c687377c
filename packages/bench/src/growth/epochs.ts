import { loadClip } from '@dsra/clip/node';
import { fit } from '@dsra/prompts';
import { useBackend } from '@dsra/runtime';
import { embeddedModel } from '../embeddedModel';
import { embeddedPlan, embeddedRun } from '../protocols/embeddedSettings';
import type { SpeedMode } from '../speed/speedModes';
import { drawTask } from '../world/tasks/drawTask';
import { tasks } from '../world/tasks/tasks';

/** Seconds of an epoch with so many pictures per class. */
export interface EpochPoint {
  readonly shots: number;
  readonly seconds: readonly number[];
}

const EPOCHS = 4;

/** DsRA on the embedded model's first task: an epoch has as many steps as there are batches of pictures. */
export async function measureEpochs(mode: SpeedMode, shots: readonly number[]): Promise<EpochPoint[]> {
  const clip = await loadClip(embeddedModel());
  await useBackend(mode);
  const task = tasks[0]!;
  const points: EpochPoint[] = [];
  for (const count of shots) {
    const examples = drawTask(task, { split: 'train', perClass: count, seed: 1 });
    const seconds: number[] = [];
    let start = performance.now();
    const { method } = embeddedRun(task.template);
    const plan = { ...embeddedPlan, epochs: EPOCHS + 1, seed: 1 };
    const validate = () => {
      seconds.push((performance.now() - start) / 1000);
      start = performance.now();
      return Promise.resolve(0);
    };
    const tuned = await fit(method, { clip, classNames: task.classNames, examples, ...plan, validate });
    tuned.dispose();
    // The first epoch warms up.
    points.push({ shots: count, seconds: seconds.slice(1) });
  }
  clip.dispose();
  return points;
}
