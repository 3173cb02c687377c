import { normalise } from '@dsra/clip';
import { DsraError, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { classify } from '../training/objective';
import { chunkSizes } from '../training/memory';
import type { Run } from '../training/run';
import { encodeAll, imageTower, textTower } from '../training/towers';

/** Parameters in use: features of the classes are computed once, at the first need. */
export interface Inference {
  readonly run: Run;
  readonly params: Params;
  /** What the text tower makes of the classes `[C, e]`, kept until `dispose`; nothing where it differs by picture. */
  classFeatures(): tf.Tensor2D | undefined;
  /** Normalised pixels `[B, H, W, 3]` → logits `[B, C]`, owned by the caller. */
  logits(pixels: tf.Tensor4D): tf.Tensor2D;
  /** Normalised pixels `[B, H, W, 3]` → what the image tower makes of them `[B, e]`, not normalised, owned by the caller. */
  encodeImage(pixels: tf.Tensor4D): tf.Tensor2D;
  /** What `encodeImage` gives `[B, e]` → logits `[B, C]`, owned by the caller. */
  logitsOf(image: tf.Tensor2D): tf.Tensor2D;
  /** Normalised pixels `[B, H, W, 3]` → what the classes are compared with `[B, e]`, of unit length, owned by the caller. */
  imageFeatures(pixels: tf.Tensor4D): tf.Tensor2D;
  /** @throws DsraError `badInput` after `dispose` */
  check(): void;
  /** Disposes the features of the classes, not the parameters; everything else throws afterwards. */
  dispose(): void;
}

export function inference(run: Run, params: Params): Inference {
  let classes: tf.Tensor2D | undefined;
  let disposed = false;
  const check = (): void => {
    if (disposed) {
      throw new DsraError('badInput', 'what was taught here was disposed: dispose it after its last use');
    }
  };
  const tidied = <T extends tf.Tensor2D>(compute: () => T): T => {
    check();
    return tf.tidy(compute);
  };
  const ofClasses = () => {
    const chunk = () => chunkSizes(run, params, 1).text;
    return (classes ??= tf.keep(encodeAll(textTower(run, { chunk: chunk() }), params) as tf.Tensor2D));
  };
  const encode = (pixels: tf.Tensor4D) => {
    const { image: chunk } = chunkSizes(run, params, pixels.shape[0]);
    return encodeAll(imageTower(run, pixels, { chunk }), params);
  };
  const outcomeOf = (image: tf.Tensor2D) => {
    const chunk = () => chunkSizes(run, params, image.shape[0]).text;
    const text = run.method.textPerImage
      ? encodeAll(textTower(run, { chunk: chunk() }), params, image)
      : ofClasses();
    return classify(run, params, { image, text });
  };
  return {
    run,
    params,
    classFeatures: () => {
      check();
      return run.method.textPerImage ? undefined : ofClasses();
    },
    logits: (pixels) => tidied(() => outcomeOf(encode(pixels)).logits),
    encodeImage: (pixels) => tidied(() => encode(pixels)),
    logitsOf: (image) => tidied(() => outcomeOf(image).logits),
    imageFeatures: (pixels) => tidied(() => normalise(outcomeOf(encode(pixels)).features.image)),
    check,
    dispose: () => {
      disposed = true;
      classes?.dispose();
      classes = undefined;
    },
  };
}
