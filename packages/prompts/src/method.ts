import type { Clip, Insertions, Prompt } from '@dsra/clip';
import type { Params, Random } from '@dsra/core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';

/** What is fixed for a run and recomputed when the class list changes; never saved. */
export interface Setup {
  readonly clip: Clip;
  readonly classNames: readonly string[];
  /** One prompt per class: what the text tower reads. */
  readonly prompts: readonly Prompt[];
}

/** Features of a batch of images `[B, e]` and of all classes `[C, e]`, not normalised. */
export interface Features {
  readonly image: Tensor2D;
  readonly text: Tensor2D;
}

/** What a loss term may look at. */
export interface Outcome extends Setup {
  readonly features: Features;
  /** `[B, C]` */
  readonly logits: Tensor2D;
  /** `[B, C]`, one-hot */
  readonly labels: Tensor2D;
}

/**
 * A method is a record of functions over its parameters; every field is optional and `combine` joins records.
 * The cross-entropy is `fit`'s and not a method's, so that combining methods does not count it twice.
 */
export interface Method {
  init?(setup: Setup, random: Random): Params;
  vision?(params: Params, setup: Setup): Insertions;
  text?(params: Params, setup: Setup): Insertions;
  features?(params: Params, features: Features, setup: Setup): Features;
  score?(params: Params, features: Features, setup: Setup, next: () => Tensor2D): Tensor2D;
  readonly terms?: Readonly<Record<string, (params: Params, outcome: Outcome) => Scalar>>;
}
