import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { disposeLinear, runLinear } from '../linear';
import { arbitraryChain, arbitraryDualShared, arbitraryLora, arbitrarySum } from './adapters';
import { mapNumbers, read, toTensor, type Numbers } from './numbers';
import type { AdapterArbitrary } from './sample';
import { boundOf, scenes, stage, type Scene } from './scene';

/** A law and the check of it; whatever it throws says how it is broken. */
export interface Law {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/**
 * The laws that every linear adapter keeps, on the current TensorFlow.js backend. Register them with any test runner:
 *
 * ```ts
 * test.each(linearAdapterLaws('mine', arbitraryMine))('$name', ({ check }) => check());
 * ```
 *
 * @param arbitrary random adapters of the kind for a given shape of linear map
 * @param runs random scenes per law
 */
export function linearAdapterLaws(name: string, arbitrary: AdapterArbitrary, runs = 50): Law[] {
  const mixed = [arbitrary, arbitraryDualShared, arbitraryLora] as const;
  const law = (what: string, kind: AdapterArbitrary, holds: (scene: Scene) => Promise<void>): Law => ({
    name: `${name}: ${what}`,
    check: () => fc.assert(fc.asyncProperty(scenes(kind), leakingNothing(holds)), { numRuns: runs }),
  });
  return [
    law('what is applied is what is merged', arbitrary, mergedEqualsApplied),
    law('merging leaves the linear map and the parameters as they are', arbitrary, mergeMutatesNothing),
    law('a fresh one changes nothing', arbitrary, freshChangesNothing),
    law('gradients are finite and reach every leaf', arbitrary, gradientsReachEveryLeaf),
    law('chains with others are applied as they are merged', arbitraryChain(...mixed), mergedEqualsApplied),
    law(
      'weighted sums with others are applied as they are merged',
      arbitrarySum(...mixed),
      mergedEqualsApplied,
    ),
  ];
}

function leakingNothing(holds: (scene: Scene) => Promise<void>): (scene: Scene) => Promise<void> {
  return async (scene) => {
    const before = tf.memory().numTensors;
    await holds(scene);
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Error(`${left} tensors leaked`);
  };
}

/**
 * Both sides are sums of at most about a hundred products in float32, whose rounding is below 1e-5 of the same sums with
 * all terms made positive (2^-24 of it per operation at most). That is what `boundOf` computes; the results themselves
 * can be far smaller, where terms cancel.
 */
const rounding = 1e-5;

async function mergedEqualsApplied(scene: Scene): Promise<void> {
  const { applied, merged, bound } = await read(() => {
    const { adapter, linear, x } = stage(scene);
    const run = runLinear(linear);
    return {
      applied: adapter.apply(x, run),
      merged: runLinear(adapter.merge(linear))(x),
      bound: boundOf(scene),
    };
  });
  demandEqual(applied!, merged!, rounding * Math.max(...bound!));
}

async function mergeMutatesNothing(scene: Scene): Promise<void> {
  const contents = (use: (at: ReturnType<typeof stage>) => void) =>
    read(() => {
      const at = stage(scene);
      use(at);
      return {
        ...at.leaves,
        'the kernel': at.linear.kernel,
        ...(at.linear.bias && { 'the bias': at.linear.bias }),
      };
    });
  const before = await contents(() => undefined);
  // A merged map is the caller's to dispose of: it must not share tensors with what it was made from.
  const after = await contents(({ adapter, linear }) => {
    disposeLinear(adapter.merge(linear));
  });
  for (const [name, values] of Object.entries(before)) demandEqual(after[name]!, values, 0);
}

async function freshChangesNothing(scene: Scene): Promise<void> {
  const leaves = scene.sample.fresh;
  if (!leaves) return;
  const { plain, applied, merged } = await read(() => {
    const { adapter, linear, x } = stage({ ...scene, sample: { ...scene.sample, leaves } });
    const run = runLinear(linear);
    return { plain: run(x), applied: adapter.apply(x, run), merged: runLinear(adapter.merge(linear))(x) };
  });
  demandEqual(applied!, plain!, 0);
  demandEqual(merged!, plain!, 0);
}

/** Where all numbers are positive, no gradient can be zero by chance. */
async function gradientsReachEveryLeaf({ sample, linear, rows }: Scene): Promise<void> {
  const positive = (numbers: Numbers): Tensor =>
    toTensor(mapNumbers(numbers, (value) => Math.abs(value) + 0.1));
  const names = Object.keys(sample.leaves);
  const gradients = await read(() => {
    const base = runLinear({ kernel: positive(linear.kernel) as Tensor2D });
    const result = (x: Tensor, ...leaves: Tensor[]): Tensor =>
      sample.build(Object.fromEntries(names.map((name, i) => [name, leaves[i]!]))).apply(x as Tensor2D, base);
    const inputs = [rows, ...Object.values(sample.leaves)].map(positive);
    const [x, ...leaves] = tf.grads(result)(inputs);
    return { 'the input': x!, ...Object.fromEntries(names.map((name, i) => [name, leaves[i]!])) };
  });
  for (const [name, values] of Object.entries(gradients)) {
    if (!values.every(Number.isFinite)) throw new Error(`the gradient of ${name} is not finite`);
    if (values.every((value) => value === 0)) throw new Error(`${name} gets no gradient`);
  }
}

function demandEqual(found: readonly number[], expected: readonly number[], tolerance: number): void {
  if (found.length !== expected.length)
    throw new Error(`${found.length} numbers instead of ${expected.length}`);
  const at = found.findIndex((value, i) => !(Math.abs(value - expected[i]!) <= tolerance));
  if (at >= 0) throw new Error(`number ${at} is ${found[at]}, expected ${expected[at]} within ${tolerance}`);
}
