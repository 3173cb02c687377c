import * as tf from '@tensorflow/tfjs';
import { type Example, labelIndices, loadPixels, type Picture } from '../training/examples';
import { nextTask } from '../training/nextTask';
import type { Inference } from './inference';

/** How many of some examples were recognised. */
export interface Evaluation {
  /** Share of examples whose most probable class is the right one, 0 to 1. */
  readonly accuracy: number;
  readonly correct: number;
  readonly examples: number;
}

/** One picture's answer. */
export interface Prediction {
  /** The most probable class. */
  readonly label: string;
  /** Its probability, 0 to 1. */
  readonly probability: number;
  /** All classes, most probable first; they add to 1. */
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[];
}

/** More pictures at a time are not faster, and keep the event loop waiting. */
const AT_ONCE = 16;

/** Probabilities of pictures, `[C]` each, a few at a time; lets the event loop run in between. */
async function* probabilitiesOf(
  inference: Inference,
  pictures: readonly Picture[],
): AsyncGenerator<Float32Array> {
  const classes = inference.run.setup.classNames.length;
  for (let begin = 0; begin < pictures.length; begin += AT_ONCE) {
    const { preprocessing } = inference.run.setup.clip;
    const pixels = await loadPixels(pictures.slice(begin, begin + AT_ONCE), preprocessing);
    const probabilities = probabilitiesIn(inference, pixels);
    const values = (await probabilities.data()) as Float32Array;
    probabilities.dispose();
    for (let row = 0; row < values.length; row += classes) yield values.slice(row, row + classes);
    await nextTask();
  }
}

/** Takes the pixels over. */
function probabilitiesIn(inference: Inference, pixels: tf.Tensor4D): tf.Tensor {
  try {
    return tf.tidy(() => tf.softmax(inference.logits(pixels)));
  } finally {
    pixels.dispose();
  }
}

/** One prediction per picture. */
export async function predictAll(inference: Inference, pictures: readonly Picture[]): Promise<Prediction[]> {
  const { classNames } = inference.run.setup;
  const predictions: Prediction[] = [];
  for await (const values of probabilitiesOf(inference, pictures)) {
    const probabilities = classNames
      .map((label, i) => ({ label, probability: values[i]! }))
      .sort((a, b) => b.probability - a.probability);
    predictions.push({ ...probabilities[0]!, probabilities });
  }
  return predictions;
}

/** Top-1 accuracy over all examples. */
export async function evaluateAll(inference: Inference, examples: readonly Example[]): Promise<Evaluation> {
  const labels = labelIndices(examples, inference.run.setup.classNames);
  const pictures = examples.map(({ image }) => image);
  let correct = 0;
  let seen = 0;
  for await (const values of probabilitiesOf(inference, pictures)) {
    if (values.indexOf(Math.max(...values)) === labels[seen]) correct++;
    seen++;
  }
  return { accuracy: correct / seen, correct, examples: seen };
}
