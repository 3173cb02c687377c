/**
 * Losses of a batch and their gradients, within a budget of memory.
 *
 * As many classes and images as fit run where the losses are differentiated. The others run twice, exactly: once without
 * gradients for their features, which enter the losses as if they were parameters; then again, chunk by chunk, each chunk
 * differentiated against the gradient of its features.
 */
import { leaves, type Params, valuesAndGradients } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Features, Outcome } from '../method';
import { chunkSizes, stepPlan } from './memory';
import { classify, losses } from './objective';
import type { Run } from './run';
import { addAll, gradientsThroughChunks } from './throughChunks';
import { changesText, encodeAll, imageTower, textTower, type Tower } from './towers';

/** The pictures of one step. */
export interface Batch {
  /** Normalised, `[B, H, W, 3]`; may be left out where all image features are given. */
  readonly pixels?: tf.Tensor4D;
  /** `[B, C]`, one-hot. */
  readonly labels: tf.Tensor2D;
  /** Features of frozen towers that are known already; `plainImage`: of the clip without the method. */
  readonly known?: Partial<Features> & { readonly plainImage?: tf.Tensor2D };
}

export interface LossGradients {
  /** In the order of `lossNames`, and behind them the loss of a gradient rule. */
  readonly losses: tf.Tensor1D;
  /** One per leaf of the parameters, in their order. */
  readonly gradients: tf.Tensor[];
}

type Objective = (outcome: Outcome) => tf.Tensor1D;
type Part = keyof Features;

/** New tensors, which the caller disposes. Call it inside a `tf.tidy`: it leaves intermediate ones behind. */
export function lossGradients(run: Run, params: Params, batch: Batch): LossGradients {
  const towers = towersOf(run, params, batch);
  const outside = outsideFeatures(towers, params, batch);
  const outcome = outcomeOf(run, params, batch, outside);
  const { rule } = run.method;
  const objectives: Objective[] = [
    (seen) => losses(run, params, seen),
    ...(rule ? [(seen: Outcome) => tf.reshape<tf.Rank.R1>(rule.loss(params, seen), [1])] : []),
  ];
  const [task, guide] = differentiate(objectives, outcome, params, towers, outside);
  if (!rule) return task!;
  return {
    losses: tf.concat([task!.losses, guide!.losses]),
    gradients: task!.gradients.map((gradient, i) => rule.bend(gradient, guide!.gradients[i]!)),
  };
}

/** The towers whose features are not known yet. */
interface Towers {
  readonly image?: Tower<'image'>;
  readonly text?: Tower<'text'>;
}

function towersOf(run: Run, params: Params, { pixels, labels, known = {} }: Batch): Towers {
  const images = labels.shape[0];
  const { method } = run;
  const trained = {
    text: !known.text && changesText(run),
    image: !known.image && pixels !== undefined && method.vision !== undefined,
  };
  const plan = stepPlan(run, params, { images, trained });
  return {
    ...(!known.text && { text: textTower(run, plan.text) }),
    ...(!known.image && pixels && { image: imageTower(run, pixels, plan.image) }),
  };
}

/** Features computed before the losses: of frozen towers, and of rows that run in chunks. */
function outsideFeatures(towers: Towers, params: Params, { known = {} }: Batch): Partial<Features> {
  const before = (part: Part) => towers[part] && towers[part].inside < towers[part].rows;
  const image = known.image ?? (before('image') ? encodeAll(towers.image!, params) : undefined);
  const text = known.text ?? (before('text') ? encodeAll(towers.text!, params, image) : undefined);
  return { ...(image && { image }), ...(text && { text }) };
}

/** Features of all rows: of those that were computed before, and of the others, which are computed here. */
function allFeatures<P extends Part>(
  tower: Tower<P> | undefined,
  params: Params,
  outside: Features[P] | undefined,
  images?: tf.Tensor2D,
): Features[P] {
  if (!tower || tower.inside === 0) return outside!;
  const inside = tower.encode(params, tower.rows - tower.inside, tower.inside, images);
  // Rows are the axis before the last: classes stand behind the images where there is one set for each.
  return outside ? tf.concat<Features[P]>([outside, inside], inside.rank - 2) : inside;
}

function outcomeOf(
  run: Run,
  params: Params,
  batch: Batch,
  outside: Partial<Features>,
): (features: Features) => Outcome {
  const { method, setup } = run;
  const imageTeacher = method.imageTeacher?.(plainImage(run, params, batch, outside), setup) ?? {};
  return (features) => ({ ...setup, ...classify(run, params, features), labels: batch.labels, imageTeacher });
}

/** What the clip without the method makes of the pictures. */
function plainImage(
  run: Run,
  params: Params,
  { pixels, known = {} }: Batch,
  { image }: Partial<Features>,
): tf.Tensor2D {
  if (known.plainImage) return known.plainImage;
  if (!run.method.vision && image) return image;
  const { image: chunk } = chunkSizes(run, params, pixels!.shape[0]);
  return encodeAll(imageTower(run, pixels!, { chunk }, { plain: true }), {});
}

/** Of each objective; the towers run once for all. */
function differentiate(
  objectives: readonly Objective[],
  outcome: (features: Features) => Outcome,
  params: Params,
  towers: Towers,
  outside: Partial<Features>,
): LossGradients[] {
  const learned = leaves(params).map(([, tensor]) => tensor);
  // Computed before, but not constant: they are differentiated as if they were parameters.
  const variable = (['image', 'text'] as const).filter((part) => towers[part]?.trained && outside[part]);
  const found = valuesAndGradients(() => {
    const image = allFeatures(towers.image, params, outside.image);
    const text = allFeatures(towers.text, params, outside.text, image);
    const seen = outcome({ image, text });
    return objectives.map((objective) => objective(seen));
  }, [...learned, ...variable.map((part) => outside[part]!)]);
  const ofPart = (part: Part) => {
    const at = variable.indexOf(part);
    return at < 0 ? undefined : found.map(({ gradients }) => gradients[learned.length + at]!);
  };
  const [dImage, dText] = [ofPart('image'), ofPart('text')];
  const read = towers.text?.readsImages ? outside.image : undefined;
  const text = dText && gradientsThroughChunks(towers.text!, params, dText, read);
  const dImages = dImage?.map((dy, i) => (text?.[i]!.images ? tf.add(dy, text[i].images) : dy));
  const image = dImages && gradientsThroughChunks(towers.image!, params, dImages);
  return found.map(({ value, gradients }, i) => {
    const parts = [gradients.slice(0, learned.length), text?.[i]!.learned, image?.[i]!.learned];
    return { losses: value, gradients: parts.filter((part) => part !== undefined).reduce(addAll) };
  });
}
