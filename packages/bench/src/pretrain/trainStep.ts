import { type ClipConfig, type ClipWeights, imageFeatures, textFeatures, trainable } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { contrastiveLoss, questionLoss } from './contrastiveLoss';
import type { DrawnBatch } from './drawBatch';
import { normalisedPixels } from './normalisedPixels';
import type { Optimizer } from './optimizer';

/** A model in training: its weights are variables. */
export interface Trainee {
  readonly config: ClipConfig;
  readonly weights: ClipWeights;
  readonly variables: readonly tf.Variable[];
  /** One of the variables. */
  readonly logitScale: tf.Variable;
  readonly optimizer: Optimizer;
  readonly encode: (text: string) => number[];
}

/** ln 100, as in openai/CLIP: the factor on the cosine stays below 100. */
const LARGEST_LOGIT_SCALE = Math.log(100);

/** One step on one batch; the loss before it. */
export function trainStep(trainee: Trainee, batch: DrawnBatch, step: number, rate: number): number {
  const { config, weights, variables, logitScale, optimizer, encode } = trainee;
  return tf.tidy(() => {
    const size = batch.texts.length;
    const pixels = pixelsOf(batch.pixels, size, config.vision.imageSize);
    const alsoTrue = tf.tensor2d(batch.alsoTrue, [size, size]);
    const encodeTexts = (texts: readonly string[]): tf.Tensor2D =>
      textFeatures(weights.text, config.text, texts.map(encode), { arithmetic: trainable });
    const loss = (): tf.Scalar => {
      const image = imageFeatures(weights.vision, config.vision, pixels, { arithmetic: trainable });
      const captions = contrastiveLoss(image, encodeTexts(batch.texts), weights.logitScale, alsoTrue);
      const answers = questionLosses(image, batch, encodeTexts, weights.logitScale);
      return tf.addN([captions, ...answers]);
    };
    const { value, grads } = tf.variableGrads(loss, [...variables]);
    optimizer.update(
      variables.map(({ name }) => grads[name]!),
      step + 1,
      rate,
    );
    logitScale.assign(tf.minimum(logitScale, LARGEST_LOGIT_SCALE));
    return value.dataSync()[0]!;
  });
}

/** All questions' sentences are encoded at once: they share their beginning. */
function questionLosses(
  image: tf.Tensor2D,
  { questions }: DrawnBatch,
  encodeTexts: (texts: readonly string[]) => tf.Tensor2D,
  logitScale: tf.Scalar,
): tf.Scalar[] {
  const features = encodeTexts(questions.flatMap(({ sentences }) => sentences));
  let start = 0;
  return questions.map(({ sentences, answers }) => {
    const own = tf.slice(features, [start, 0], [sentences.length, -1]);
    start += sentences.length;
    return questionLoss(image, own, logitScale, tf.tensor2d(answers, [image.shape[0], sentences.length]));
  });
}

/** Bytes → normalised pixels `[size, side, side, 3]`. */
export function pixelsOf(bytes: Uint8Array, size: number, side: number): tf.Tensor4D {
  return tf.tensor4d(normalisedPixels(bytes), [size, side, side, 3]);
}
