import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { chain } from '../chain';
import { dualSharedAdapter } from '../dualSharedAdapter';
import type { LinearAdapter } from '../linearAdapter';
import { loraAdapter } from '../loraAdapter';
import { sum } from '../sum';
import { arbitraryNumbers, mapNumbers } from './numbers';
import type { AdapterArbitrary, AdapterSample } from './sample';

const rank = fc.integer({ min: 1, max: 6 });

/** Fresh: r = 0. */
export const arbitraryDualShared: AdapterArbitrary = ({ inputs }) =>
  rank
    .chain((k) => fc.record({ projection: arbitraryNumbers(inputs, k), coefficients: arbitraryNumbers(k) }))
    .map((leaves) => ({
      leaves,
      fresh: { ...leaves, coefficients: mapNumbers(leaves.coefficients, () => 0) },
      build: ({ projection, coefficients }) =>
        dualSharedAdapter(projection as Tensor2D, coefficients as Tensor1D),
    }));

/** On all columns or on a block of them. Fresh: B = 0. */
export const arbitraryLora: AdapterArbitrary = ({ inputs, outputs }) =>
  fc
    .record({ k: rank, start: fc.nat(outputs - 1), fused: fc.boolean() })
    .chain(({ k, start, fused }) => {
      const size = fused ? outputs - start : outputs;
      return fc.record({
        A: arbitraryNumbers(inputs, k),
        B: arbitraryNumbers(k, size),
        scale: fc.constantFrom(1, 0.5, 2),
        columns: fc.constant(fused ? { start, size } : undefined),
      });
    })
    .map(({ A, B, scale, columns }) => ({
      leaves: { A, B },
      fresh: { A, B: mapNumbers(B, () => 0) },
      build: (leaves) =>
        loraAdapter({ A: leaves.A as Tensor2D, B: leaves.B as Tensor2D, scale, ...(columns && { columns }) }),
    }));

/** Up to three adapters around each other. */
export function arbitraryChain(...kinds: readonly AdapterArbitrary[]): AdapterArbitrary {
  return (shape) =>
    fc
      .array(fc.oneof(...kinds.map((kind) => kind(shape))), { maxLength: 3 })
      .map((samples) => joined(samples, (adapters) => chain(...adapters)));
}

/** Up to three adapters with weights of either sign. */
export function arbitrarySum(...kinds: readonly AdapterArbitrary[]): AdapterArbitrary {
  return (shape) => {
    const term = fc.tuple(
      fc.oneof(...kinds.map((kind) => kind(shape))),
      fc.constantFrom(1, 0, 0.5, -1, 2, 0.3),
    );
    return fc.array(term, { maxLength: 3 }).map((terms) => {
      const add = (weights: readonly number[]) => (adapters: readonly LinearAdapter[]) =>
        sum(adapters.map((adapter, i) => ({ adapter, weight: weights[i]! })));
      const weights = terms.map(([, weight]) => weight);
      const samples = terms.map(([sample]) => sample);
      // On magnitudes a difference of two sums must not become small: every weight counts as positive.
      const bound = joined(samples, add(weights.map(Math.abs)));
      return { ...joined(samples, add(weights)), bound: bound.build.bind(bound) };
    });
  };
}

function joined(
  samples: readonly AdapterSample[],
  join: (adapters: readonly LinearAdapter[]) => LinearAdapter,
): AdapterSample {
  const prefixed = <T>(of: (sample: AdapterSample) => Readonly<Record<string, T>>) =>
    Object.fromEntries(
      samples.flatMap((sample, i) =>
        Object.entries(of(sample)).map(([name, value]) => [`${i}.${name}`, value]),
      ),
    );
  const partOf = (leaves: Readonly<Record<string, Tensor>>, i: number) =>
    Object.fromEntries(
      Object.entries(leaves).flatMap(([name, leaf]) =>
        name.startsWith(`${i}.`) ? [[name.slice(`${i}.`.length), leaf]] : [],
      ),
    ) as Readonly<Record<string, Tensor>>;
  return {
    leaves: prefixed((sample) => sample.leaves),
    fresh: prefixed((sample) => sample.fresh ?? sample.leaves),
    build: (leaves) => join(samples.map((sample, i) => sample.build(partOf(leaves, i)))),
  };
}
