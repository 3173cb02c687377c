/**
 * Losses of a batch and their gradients, within a budget of memory.
 *
 * A tower too large for the budget runs twice, exactly: once without gradients for its features, which enter the losses
 * as if they were parameters; then again, chunk by chunk, each chunk differentiated against the gradient of its
 * features.
 */
import { leaves, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Features, Outcome } from '../method';
import { chunkSizes } from './memory';
import { classify, losses } from './objective';
import type { Run } from './run';
import { chunksOf, encodeAll, imageTower, textTower, type Tower } from './towers';

/** The pictures of one step. */
export interface Batch {
  /** Normalised, `[B, H, W, 3]`; may be left out where image features are given. */
  readonly pixels?: tf.Tensor4D;
  /** `[B, C]`, one-hot. */
  readonly labels: tf.Tensor2D;
  /** Features of frozen towers that are known already. */
  readonly known?: Partial<Features>;
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
  const towers = towersOf(run, batch);
  const outside = outsideFeatures(towers, params, batch);
  const outcome = outcomeOf(run, params, batch);
  const back = (objective: Objective) => differentiate(objective, outcome, params, towers, outside);
  const task = back((seen) => losses(run, params, seen));
  const { rule } = run.method;
  if (!rule) return task;
  const guide = back((seen) => tf.reshape(rule.loss(params, seen), [1]));
  return {
    losses: tf.concat([task.losses, guide.losses]),
    gradients: task.gradients.map((gradient, i) => rule.bend(gradient, guide.gradients[i]!)),
  };
}

type Towers = Readonly<Partial<Record<Part, Tower>>>;

/** The towers whose features are not known yet. */
function towersOf(run: Run, { pixels, known = {} }: Batch): Towers {
  const chunks = chunkSizes(run.setup, known.image ? 0 : (pixels?.shape[0] ?? 0), run.memoryBudget);
  return {
    ...(!known.text && { text: textTower(run, chunks.text) }),
    ...(!known.image && pixels && { image: imageTower(run, pixels, chunks.image) }),
  };
}

const runsInside = (tower: Tower) => tower.trained && tower.chunk >= tower.rows;

/** Features computed before the losses: of frozen towers, and of those that run in chunks. */
function outsideFeatures(towers: Towers, params: Params, { known }: Batch): Partial<Features> {
  const computed = Object.entries(towers)
    .filter(([, tower]) => !runsInside(tower))
    .map(([part, tower]): [string, tf.Tensor2D] => [part, encodeAll(tower, params)]);
  return { ...known, ...Object.fromEntries(computed) };
}

function outcomeOf(run: Run, params: Params, { pixels, labels }: Batch): (features: Features) => Outcome {
  const { method, setup } = run;
  const imageTeacher = (pixels && method.imageTeacher?.(pixels, setup)) ?? {};
  return (features) => ({ ...setup, ...classify(run, params, features), labels, imageTeacher });
}

function differentiate(
  objective: Objective,
  outcome: (features: Features) => Outcome,
  params: Params,
  towers: Towers,
  outside: Partial<Features>,
): LossGradients {
  const learned = leaves(params).map(([, tensor]) => tensor);
  const chunked = (['image', 'text'] as const).filter(
    (part) => towers[part]?.trained && !runsInside(towers[part]),
  );
  const features = (part: Part) => outside[part] ?? towers[part]!.encode(params, 0, towers[part]!.rows);
  const { value, grads } = gradientsOf(
    () => objective(outcome({ image: features('image'), text: features('text') })),
    [...learned, ...chunked.map((part) => outside[part]!)],
  );
  const gradients = chunked.reduce(
    (sum, part, i) => addChunks(sum, towers[part]!, params, grads[learned.length + i] as tf.Tensor2D),
    grads.slice(0, learned.length),
  );
  return { losses: value, gradients };
}

/** Adds what a tower that ran in chunks contributes, given the gradient of its features. */
function addChunks(sum: tf.Tensor[], tower: Tower, params: Params, dFeatures: tf.Tensor2D): tf.Tensor[] {
  const learned = leaves(params).map(([, tensor]) => tensor);
  return chunksOf(tower).reduce((before, { begin, size }) => {
    const after = tf.tidy(() => {
      const dy = tf.slice(dFeatures, [begin, 0], [size, -1]);
      const { grads } = gradientsOf(() => tower.encode(params, begin, size), learned, dy);
      return grads.map((gradient, i) => tf.add(before[i]!, gradient));
    });
    tf.dispose(before);
    return after;
  }, sum);
}

/** As tf.valueAndGrads, for y of any shape; a tensor that y does not depend on has gradient zero. */
function gradientsOf<T extends tf.Tensor>(y: () => T, xs: tf.Tensor[], dy?: T) {
  const { value, grads } = tf.engine().gradients(y, xs, dy, true);
  const known = grads as (tf.Tensor | undefined)[];
  return { value, grads: known.map((gradient, i) => gradient ?? tf.zerosLike(xs[i]!)) };
}
