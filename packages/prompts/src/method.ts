import type { Clip, ClipConfig, Insertions, Prompt, Site } from '@dsra/clip';
import type { LoraFactors, Params, Random, Shapes, Tower } from '@dsra/core';
import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Recipe } from './recipe';
import type { TrainingDefaults } from './trainingDefaults';

/** What the shapes of parameters depend on. */
export interface Architecture {
  readonly config: ClipConfig;
  readonly classes: number;
}

/** The tree of tensors that a method learns. */
export interface Parameters<P extends Params = Params> {
  /** The shape of every leaf of `init` by its path, from the architecture alone. */
  shapes(architecture: Architecture): Shapes;
  /** Everything as it is before the first step; the caller owns the tensors. */
  init(random: Random, frame: Frame): P;
}

/** What a run is about, before anything is computed. */
export interface Frame {
  readonly clip: Clip;
  readonly classNames: readonly string[];
  /** Takes classes that the model reads alike. Default: they are refused. */
  readonly allowSameNames?: boolean | undefined;
}

/** What is fixed for a run and recomputed when the class list changes; never saved. */
export interface Setup extends Frame {
  /** One token row per class, start and end token included: what the text tower reads. */
  readonly prompts: readonly (readonly number[])[];
  /** What the method's `prepare` computed. */
  readonly prepared: Params;
  /** What the method's `classTeacher` computed from the plain clip; nothing outside of training. */
  readonly classTeacher: Params;
}

/** Features of a batch of images and of all classes, not normalised. */
export interface Features {
  /** `[B, e]` */
  readonly image: Tensor2D;
  /** `[C, e]`; `[B, C, e]` for a method whose text differs from image to image */
  readonly text: Tensor2D | Tensor3D;
}

/** What a loss may look at. */
export interface Outcome extends Setup {
  readonly features: Features;
  /** `[B, C]` */
  readonly logits: Tensor2D;
  /** `[B, C]`, one-hot */
  readonly labels: Tensor2D;
  /** What the method's `imageTeacher` computed from the plain clip for this batch. */
  readonly imageTeacher: Params;
}

/** An adapter of one linear map, written as a LoRA. */
export interface LoraAt {
  readonly tower: Tower;
  readonly layer: number;
  readonly site: Site;
  readonly factors: LoraFactors;
}

/** A loss of a batch. (Written as a method, so that a method may name its own kind of parameters.) */
export type Loss<P extends Params = Params> = { of(params: P, outcome: Outcome): Scalar }['of'];

/** How the gradient of a second loss bends the task's (ProGrad). The second loss is never added to the task's. */
export interface GradientRule<P extends Params = Params> {
  readonly loss: Loss<P>;
  /** For one parameter tensor: the gradients of the task and of `loss` → the gradient that is used. */
  bend(task: Tensor, guide: Tensor): Tensor;
}

/**
 * A method is a record of functions over its parameters; every field is optional and `combine` joins records.
 * The cross-entropy is `fit`'s and not a method's, so that combining methods does not count it twice.
 * Tensors made in these functions are disposed by whoever calls them.
 */
export interface Method<P extends Params = Params> {
  /** How the method is written into a file: `load` builds it again from this. */
  readonly recipe?: Recipe;
  /** How its paper trains it; what `fit` is told explicitly wins. */
  readonly defaults?: TrainingDefaults;
  /** How the classes are written, one prompt per class. Without it: "a photo of a {}." */
  prompts?(frame: Frame): readonly Prompt[];
  /** A method that writes the classes in the same way and does nothing else: what folding leaves of it. */
  readonly withoutAdapters?: Method;
  /** What is learned. A method without it learns nothing. */
  readonly parameters?: Parameters<P>;
  /** Frozen tensors computed once per class list that the method itself reads, in training and in use. */
  prepare?(frame: Frame): Params;
  /** The same for its losses, in training alone: teacher features, zero-shot classifiers. */
  classTeacher?(frame: Frame): Params;
  /**
   * Frozen tensors computed for each batch, from what the plain clip makes of the same pictures: `image` `[B, e]`, not
   * normalised.
   */
  imageTeacher?(image: Tensor2D, setup: Setup): Params;
  /** Where the image tower changes. A method without it leaves the image tower frozen. */
  vision?(params: P, setup: Setup): Insertions;
  /** Where the text tower changes. A method without it and without `textPerImage` leaves the text tower frozen. */
  text?(params: P, setup: Setup): Insertions;
  /**
   * Where the text tower changes from image to image (CoCoOp), given the features of the batch `[B, e]`, not normalised:
   * vectors with `per: 'image'`. Every class is then encoded once per image.
   */
  textPerImage?(params: P, image: Tensor2D, setup: Setup): Insertions;
  /** The learned adapters of both towers as exact LoRA factors, for other programs; the caller owns the tensors. */
  lora?(params: P, setup: Setup): readonly LoraAt[];
  /**
   * The classes' features come from `prepare` and not from the text tower (`features` puts them in its place): nothing that
   * changes the text tower can be combined with it.
   */
  readonly fixedClasses?: true;
  /** After the towers. */
  features?(params: P, features: Features, setup: Setup): Features;
  /** Features → logits `[B, C]`; `next()` is the cosine classifier, or the next method's `score`. */
  score?(params: P, features: Features, setup: Setup, next: () => Tensor2D): Tensor2D;
  /** Added to the cross-entropy, by name. */
  readonly terms?: Readonly<Record<string, Loss<P>>>;
  readonly rule?: GradientRule<P>;
  /**
   * The method parted into its linear adapters, which fold into the clip's weights, and the rest, which cannot. A method of
   * adapters alone, and one without any, is not parted.
   */
  readonly unfolded?: Unfolded<P>;
  /** Relative weight of an epoch's parameters (`epoch` from 0) in the final ones; without it the last epoch's count. */
  average?(epoch: number, epochs: number): number;
}

/** A part of a method, as a method of its own. */
export interface Share<P extends Params = Params> {
  readonly method: Method;
  /** The parameters that the part reads: the same tensors. */
  of(params: P): Params;
}

/** A method in two parts that together do the same. */
export interface Unfolded<P extends Params = Params> {
  readonly adapters: Share<P>;
  readonly rest: Share<P>;
}

/** The shapes of what a method learns; none for a method that learns nothing. */
export const learnedShapes = ({ parameters }: Method, architecture: Architecture): Shapes =>
  parameters?.shapes(architecture) ?? {};

/** The architecture that a frame gives shapes to. */
export const architectureOf = ({ clip, classNames }: Frame): Architecture => ({
  config: clip.config,
  classes: classNames.length,
});
