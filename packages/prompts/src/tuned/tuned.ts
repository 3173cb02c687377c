import type { Clip } from '@dsra/clip';
import { cloneParams, disposeParams, type Params } from '@dsra/core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { Method } from '../method';
import { disposeSetup, prepareSetup } from '../setup';
import type { Example, Picture } from '../training/examples';
import type { Run } from '../training/run';
import type { TrainingRecord } from '../training/trainingRecord';
import { type Evaluation, evaluateAll, type Prediction, predictAll } from './evaluate';
import { tunedFiles } from './files';
import { type Foreign, nothingForeign } from './foreign';
import { inference } from './inference';
import { type Classifier, classifierOf } from './classifier';
import { type Folded, foldIn } from './merge';
import { checkRenaming } from './renaming';
import { folders } from './folder';

/** A CLIP that was taught: frozen weights (the caller's), what was learned, and class names. */
export interface Tuned {
  readonly method: Method;
  /** What was learned; disposed with `dispose`. */
  readonly params: Params;
  readonly clip: Clip;
  readonly classNames: readonly string[];
  /** How it was trained; nothing when it was not. */
  readonly training?: TrainingRecord;
  /**
   * What the file that it was loaded from says and this version does not know (`note`, `baseModel.url`): a newer
   * version's additions. They are written again by `save`. Empty for what was not loaded.
   */
  readonly unknownKeys: readonly string[];
  /** Most probable class and all probabilities. */
  predict(image: Picture): Promise<Prediction>;
  predict(images: readonly Picture[]): Promise<Prediction[]>;
  /** Normalised pixels `[B, H, W, 3]` → logits `[B, C]`, owned by the caller. */
  logits(pixels: Tensor4D): Tensor2D;
  /**
   * The first half of `logits`: normalised pixels `[B, H, W, 3]` → what the image tower makes of them `[B, e]`, not
   * normalised, owned by the caller. Of a method without `vision` it is what the plain tower makes of them, the same for
   * all such methods.
   */
  encodeImage(pixels: Tensor4D): Tensor2D;
  /**
   * The second half: what `encodeImage` gave `[B, e]` → logits `[B, C]`, owned by the caller. So pictures that are asked
   * about again are encoded once:
   *
   * ```ts
   * const image = tuned.encodeImage(pixels);
   * const logits = tuned.logitsOf(image); // tuned.logits(pixels)
   * ```
   */
  logitsOf(image: Tensor2D): Tensor2D;
  /** Accuracy on labelled pictures. */
  evaluate(examples: readonly Example[]): Promise<Evaluation>;
  /** Normalised pixels `[B, H, W, 3]` → what the classes are compared with `[B, e]`, of unit length, owned by the caller. */
  imageFeatures(pixels: Tensor4D): Tensor2D;
  /**
   * The same parameters for other classes, without training; disposed on its own.
   * @param method this one with another sentence around the names, where the other classes are written in another
   * @throws DsraError `mismatch` for a method that learned something for each class
   */
  withClassNames(classNames: readonly string[], method?: Method): Tuned;
  /**
   * A Clip with the adapters folded in, owned by the caller; its classes are written as `classNames` with this method's
   * template. Where the method has more than adapters (DsRA with PromptSRC), `rest` is what stays beside the weights, and
   * `kept` says what that is.
   * @throws DsraError `badInput` with the reasons, where nothing can be folded in
   */
  merge(): Merged;
  /**
   * The classifier of these class names: features of the classes, of unit length, and the factor on the cosine. With it,
   * the image tower alone classifies; tensors owned by the caller.
   * @throws DsraError `badInput` for a method whose classes differ from picture to picture, or that does more than compare
   */
  classifier(): Classifier;
  /** The files of an adapter folder: only what was learned. */
  files(): Promise<Record<string, Uint8Array>>;
  /** Writes the adapter folder (Node); in a browser, take `files()`. */
  save(folder: string): Promise<void>;
  /** Disposes parameters and cached features; the clip stays. Using it afterwards is a DsraError `badInput`. */
  dispose(): void;
}

/** A Clip whose weights hold a method's adapters. */
export interface Merged extends Clip {
  /** Prompts, and what else no weight can hold, on this Clip; disposed with it. Nothing: a plain Clip says it all. */
  readonly rest?: Tuned;
  /** What `rest` is, in words. */
  readonly kept?: string;
}

interface TunedParts {
  readonly run: Run;
  readonly params: Params;
  readonly training?: TrainingRecord;
  readonly foreign?: Foreign;
}

/** A `Tuned` over a run; it takes over the parameters and the run's setup. */
export function createTuned({ run, params, training, foreign = nothingForeign }: TunedParts): Tuned {
  const { method, setup } = run;
  const { clip, classNames } = setup;
  const running = inference(run, params);
  const about = { ...(training && { training }), foreign };
  const files = async () => {
    running.check();
    return tunedFiles({ method, clip, classNames, params, ...about });
  };
  return {
    method,
    params,
    clip,
    classNames,
    ...(training && { training }),
    unknownKeys: foreign.keys,
    predict: predictWith(running),
    logits: (pixels) => running.logits(pixels),
    encodeImage: (pixels) => running.encodeImage(pixels),
    logitsOf: (image) => running.logitsOf(image),
    imageFeatures: (pixels) => running.imageFeatures(pixels),
    evaluate: (examples) => evaluateAll(running, examples),
    withClassNames: (names, renamed = method) => {
      running.check();
      checkRenaming(renamed, setup, names);
      const { allowSameNames } = setup;
      const other = prepareSetup(renamed, { clip, classNames: names, allowSameNames });
      const its = { ...run, method: renamed, setup: other };
      return createTuned({ run: its, params: cloneParams(params), ...about });
    },
    merge: () => {
      running.check();
      return mergedOf(foldIn(run, params), about);
    },
    classifier: () => classifierOf(running),
    files,
    save: async (folder) => {
      await (await folders()).writeFilesAtomically(folder, await files());
    },
    dispose: () => {
      running.dispose();
      disposeParams(params);
      disposeSetup(setup);
    },
  };
}

function mergedOf({ clip, rest }: Folded, about: Pick<TunedParts, 'training' | 'foreign'>): Merged {
  if (!rest) return clip;
  const { run, params, kept } = rest;
  const remaining = createTuned({ run, params, ...about });
  const dispose = () => {
    remaining.dispose();
    clip.dispose();
  };
  return { ...clip, rest: remaining, kept, dispose };
}

function predictWith(running: ReturnType<typeof inference>): Tuned['predict'] {
  async function predict(image: Picture): Promise<Prediction>;
  async function predict(images: readonly Picture[]): Promise<Prediction[]>;
  async function predict(given: Picture | readonly Picture[]): Promise<Prediction | Prediction[]> {
    const pictures = (Array.isArray(given) ? given : [given]) as readonly Picture[];
    const predictions = await predictAll(running, pictures);
    return Array.isArray(given) ? predictions : predictions[0]!;
  }
  return predict;
}
