import { type Clip, cosineLogits, sentence, zeroShotClassifier } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { drawTask } from '../world/tasks/drawTask';
import type { Task } from '../world/tasks/task';
import { pixelsOf } from './trainStep';

const CHUNK = 100;

/** Share of a task's test pictures that the plain model names rightly, 0..1. */
export function zeroShotAccuracy(
  clip: Pick<Clip, 'config' | 'weights' | 'encodeImage' | 'encodeText'>,
  task: Task,
  { perClass, seed }: { perClass: number; seed: number },
): number {
  const examples = drawTask(task, { split: 'test', perClass, seed });
  const prompts = task.classNames.map((name) => sentence(task.template, name));
  const classifier = zeroShotClassifier(clip, [prompts]);
  let right = 0;
  for (let start = 0; start < examples.length; start += CHUNK) {
    const chunk = examples.slice(start, start + CHUNK);
    const answers = tf.tidy(() => {
      const side = clip.config.vision.imageSize;
      const bytes = new Uint8Array(chunk.length * side * side * 3);
      chunk.forEach(({ image }, i) => {
        bytes.set(image.data, i * side * side * 3);
      });
      const features = clip.encodeImage(pixelsOf(bytes, chunk.length, side));
      return cosineLogits(features, classifier, clip.weights.logitScale).argMax(1).dataSync();
    });
    right += chunk.filter(({ label }, i) => label === answers[i]).length;
  }
  classifier.dispose();
  return right / examples.length;
}
