import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { mersenneTwister } from '@dsra/core';
import fc from 'fast-check';
import { attention, joinParts, splitHeads } from './attention';
import { prefixAttention } from './prefixAttention';
import { MASKED, textLayout } from './textLayout';

const HEADS = 2;
const WIDTH = 6;

/** Attention as the papers' code writes it, over whole padded rows, differentiated by the chain rule. */
function plainAttention(qkv: tf.Tensor3D, mask?: tf.Tensor): tf.Tensor3D {
  const [n, tokens] = qkv.shape;
  const headWidth = WIDTH / HEADS;
  const [q, k, v] = tf
    .split(qkv, 3, 2)
    .map((part) => tf.transpose(tf.reshape(part, [n, tokens, HEADS, headWidth]), [0, 2, 1, 3])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(headWidth));
  const context = tf.matMul(tf.softmax(mask ? tf.add(scores, mask) : scores), v);
  return tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [n, tokens, WIDTH]);
}

const random = (shape: number[], seed: number): tf.Tensor => {
  const source = mersenneTwister(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => source.normal()),
    shape,
  );
};

function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 2e-6): void {
  expect(actual.shape).toEqual(expected.shape);
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!);
  const magnitude = tf.tidy(() => tf.max(tf.abs(expected)).dataSync()[0]!);
  expect(difference).toBeLessThanOrEqual(tolerance * Math.max(magnitude, 1));
}

/** Runs `check` and expects it to leave no tensor behind. */
function expectNoLeak(check: () => void): void {
  const before = tf.memory().numTensors;
  tf.tidy(check);
  expect(tf.memory().numTensors).toBe(before);
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });

  test('splitting into heads and joining again is the identity', () => {
    expectNoLeak(() => {
      const rows = random([3 * 4, 3 * WIDTH], 1) as tf.Tensor2D;
      expectClose(joinParts(splitHeads(rows, 3, HEADS), 3, HEADS), rows, 0);
    });
  });

  test('attention within sequences equals the plain one, values and gradients, also for the first tokens alone', () => {
    const cases = fc.record({
      sequences: fc.integer({ min: 1, max: 3 }),
      tokens: fc.integer({ min: 1, max: 5 }),
      first: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(cases, ({ sequences, tokens, first, seed }) => {
        const queries = Math.min(first, tokens);
        expectNoLeak(() => {
          const rows = random([sequences * tokens, 3 * WIDTH], seed) as tf.Tensor2D;
          const weights = random([sequences * queries, WIDTH], seed + 1);
          const ours = tf.valueAndGrad((x: tf.Tensor) =>
            tf.sum(tf.mul(attention(x as tf.Tensor2D, { sequences, heads: HEADS, queries }), weights)),
          )(rows);
          const plain = tf.valueAndGrad((x: tf.Tensor) => {
            const all = plainAttention(tf.reshape(x, [sequences, tokens, 3 * WIDTH]));
            return tf.sum(
              tf.mul(tf.reshape(tf.slice(all, [0, 0, 0], [-1, queries, -1]), weights.shape), weights),
            );
          })(rows);
          expectClose(ours.value, plain.value, 1e-5);
          expectClose(ours.grad, plain.grad);
        });
      }),
      { numRuns: 20 },
    );
  });

  test('prompts that share a prefix give what each gives alone, padded to the full length', () => {
    const prompt = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 9 });
    const prompts = fc
      .tuple(prompt, fc.array(prompt, { minLength: 1, maxLength: 12 }))
      .map(([shared, rest]) => rest.map((ids) => [8, ...shared, ...ids, 9]));
    fc.assert(
      fc.property(prompts, fc.nat(1000), (ids, seed) => {
        expectNoLeak(() => {
          checkPrefixAttention(ids, seed);
        });
      }),
      { numRuns: 25 },
    );
  });
});

/** Token i at position p has queries, keys and values table[i, p]: the same for the shared and the plain form. */
function checkPrefixAttention(ids: number[][], seed: number): void {
  const length = Math.max(...ids.map((row) => row.length));
  const table = random([10 * length, 3 * WIDTH], seed) as tf.Tensor2D;
  const weights = random([10 * length, WIDTH], seed + 1) as tf.Tensor2D;
  const pick = (from: tf.Tensor2D, tokens: number[], positions: number[]): tf.Tensor2D =>
    tf.matMul(
      tf
        .oneHot(
          tf.tensor1d(
            tokens.map((token, i) => token * length + positions[i]!),
            'int32',
          ),
          10 * length,
        )
        .toFloat(),
      from,
    );
  const layout = textLayout(ids);
  const { prefix, blocks, blockLength } = layout;
  const masks = {
    causalMask: causal(prefix) as tf.Tensor2D,
    blockMask: tf.tensor3d(layout.blockMask, [blocks, blockLength, blockLength]),
  };
  const endTokens = ids.map((row) => row.at(-1)!);
  const endPositions = ids.map((row) => row.length - 1);
  const ours = tf.valueAndGrad((x: tf.Tensor) => {
    const rows = pick(x as tf.Tensor2D, [...layout.ids], [...layout.positions]);
    const context = prefixAttention(rows, { groups: 1, prefix, blocks, heads: HEADS, ...masks });
    const ends = tf.matMul(tf.oneHot(tf.tensor1d(layout.endRows, 'int32'), rows.shape[0]).toFloat(), context);
    return tf.sum(tf.mul(ends, pick(weights, endTokens, endPositions)));
  })(table);
  const plain = tf.valueAndGrad((x: tf.Tensor) => {
    const padded = ids.map((row) => [...row, ...new Array<number>(length - row.length).fill(0)]);
    const rows = pick(
      x as tf.Tensor2D,
      padded.flat(),
      padded.flatMap((row) => row.map((_, p) => p)),
    );
    const context = plainAttention(tf.reshape(rows, [ids.length, length, 3 * WIDTH]), causal(length));
    const ends = endPositions.map((position, i) =>
      tf.reshape(tf.slice(context, [i, position, 0], [1, 1, -1]), [1, WIDTH]),
    );
    return tf.sum(tf.mul(tf.concat(ends), pick(weights, endTokens, endPositions)));
  })(table);
  expectClose(ours.value, plain.value, 1e-5);
  expectClose(ours.grad, plain.grad, 1e-5);
}

function causal(size: number): tf.Tensor {
  const values = Array.from({ length: size * size }, (_, i) =>
    i % size > Math.floor(i / size) ? MASKED : 0,
  );
  return tf.tensor(values, [size, size]);
}
