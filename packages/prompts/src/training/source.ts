import type { Random } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { type Example, loadPixels } from './examples';
import type { Batch } from './lossGradients';
import type { Plan } from './plan';
import type { Run } from './run';
import { bytesPerImage, chunkSizes } from './memory';
import { changesText, encodeAll, imageTower, textTower } from './towers';
import { nextTask } from './nextTask';

/** Where batches come from. */
export interface BatchSource {
  /** The batch of these examples; the caller releases it with `releaseBatch`. */
  batch(indices: readonly number[], random: Random): Promise<Batch>;
  dispose(): void;
}

/** What is computed once, because nothing that it depends on is learned or drawn anew. */
interface Frozen {
  /** `[C, e]` */
  readonly text?: tf.Tensor2D;
  /** `[N, e]`, one row per example: of the clip without the method */
  readonly plainImage?: tf.Tensor2D;
}

/** Batches of the examples, augmented if the plan says so, with what frozen towers make of them already known. */
export async function batchSource(
  run: Run,
  plan: Pick<Plan, 'augment'>,
  examples: readonly Example[],
  labels: readonly number[],
): Promise<BatchSource> {
  const frozen = await frozenFeatures(run, plan, examples);
  const classes = run.setup.classNames.length;
  return {
    batch: async (indices, random) => {
      const pictures = indices.map((index) => examples[index]!.image);
      const { preprocessing } = run.setup.clip;
      const needed = run.method.vision !== undefined || !frozen.plainImage;
      const pixels = needed
        ? await loadPixels(pictures, preprocessing, plan.augment ? { ...plan.augment, random } : undefined)
        : undefined;
      return orNothing(pixels, () => {
        const plainImage = frozen.plainImage && tf.gather(frozen.plainImage, [...indices]);
        const its = indices.map((index) => labels[index]!);
        return {
          ...(pixels && { pixels }),
          labels: orNothing(plainImage, () => oneHot(its, classes)),
          known: {
            ...(frozen.text && { text: frozen.text }),
            ...(plainImage && { plainImage }),
            ...(plainImage && !run.method.vision && { image: plainImage }),
          },
        };
      });
    },
    dispose: () => {
      tf.dispose([frozen.text, frozen.plainImage].filter((it) => it !== undefined));
    },
  };
}

/** Disposes what belongs to the batch alone: not the features of the classes. */
export function releaseBatch({ pixels, labels, known }: Batch): void {
  tf.dispose([pixels, labels, known?.plainImage].filter((it) => it !== undefined));
}

/** `[labels, classes]` */
export function oneHot(labels: readonly number[], classes: number): tf.Tensor2D {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (values[row * classes + label] = 1));
  return tf.tensor2d(values, [labels.length, classes]);
}

async function frozenFeatures(
  run: Run,
  { augment }: Pick<Plan, 'augment'>,
  examples: readonly Example[],
): Promise<Frozen> {
  const { method } = run;
  // Pictures first: reading them can fail, and would leave the text's features behind.
  const sameEveryTime = !augment && (!method.vision || method.imageTeacher !== undefined);
  const plainImage = sameEveryTime ? await allImageFeatures(run, examples) : undefined;
  const encodeText = () => encodeAll(textTower(run, { chunk: chunkSizes(run, {}, 0).text }), {});
  const text = changesText(run) ? undefined : (orNothing(plainImage, encodeText) as tf.Tensor2D);
  return { ...(text && { text }), ...(plainImage && { plainImage }) };
}

/** Features of every picture through the plain image tower, `[N, e]`. */
async function allImageFeatures(run: Run, examples: readonly Example[]): Promise<tf.Tensor2D> {
  const fitting = Math.max(1, Math.floor(run.memoryBudget / bytesPerImage(run.setup)));
  const size = Math.min(fitting, PICTURES_AT_ONCE);
  const parts: tf.Tensor2D[] = [];
  try {
    for (let begin = 0; begin < examples.length; begin += size) {
      const pictures = examples.slice(begin, begin + size).map(({ image }) => image);
      const pixels = await loadPixels(pictures, run.setup.clip.preprocessing);
      const tower = imageTower(run, pixels, { chunk: pictures.length }, { plain: true });
      parts.push(orNothing(pixels, () => encodeAll(tower, {})));
      pixels.dispose();
      await nextTask();
    }
    return tf.concat(parts);
  } finally {
    tf.dispose(parts);
  }
}

/** What `compute` makes beside a tensor that is there; where it fails, the tensor goes too. */
function orNothing<T>(tensor: tf.Tensor | undefined, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    tensor?.dispose();
    throw error;
  }
}

/** Larger batches are not faster, and keep the event loop waiting. */
const PICTURES_AT_ONCE = 32;
