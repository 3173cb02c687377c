import { fusedKernel } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/** Queries, keys and values by head; each `[groups, tokens, headWidth]`. */
export interface Heads {
  readonly q: tf.Tensor3D;
  readonly k: tf.Tensor3D;
  readonly v: tf.Tensor3D;
}

/** Rows of equal sequences `[sequences·tokens, 3·width]` → heads in the order (head, sequence). */
export function splitHeads(rows: tf.Tensor2D, sequences: number, heads: number): Heads {
  const tokens = rows.shape[0] / sequences;
  const headWidth = rows.shape[1] / 3 / heads;
  const byPart = tf.transpose(tf.reshape(rows, [sequences, tokens, 3, heads, headWidth]), [2, 3, 0, 1, 4]);
  const flat = tf.reshape(byPart, [3, heads * sequences, tokens, headWidth]);
  const part = (i: number) =>
    tf.reshape<tf.Rank.R3>(tf.slice(flat, [i], [1]), flat.shape.slice(1) as [number, number, number]);
  return { q: part(0), k: part(1), v: part(2) };
}

/** The inverse for one tensor: `[heads·sequences, tokens, headWidth]` → rows `[sequences·tokens, width]`. */
export function joinHeads(x: tf.Tensor, sequences: number, heads: number): tf.Tensor2D {
  const [, tokens, headWidth] = x.shape as [number, number, number];
  const rows = tf.transpose(tf.reshape(x, [heads, sequences, tokens, headWidth]), [1, 2, 0, 3]);
  return tf.reshape(rows, [sequences * tokens, heads * headWidth]);
}

/** The inverse of `splitHeads`: gradients of q, k and v → rows `[sequences·tokens, 3·width]`. */
export function joinParts({ q, k, v }: Heads, sequences: number, heads: number): tf.Tensor2D {
  const [, tokens, headWidth] = q.shape;
  const stacked = tf.reshape(tf.concat([q, k, v]), [3, heads, sequences, tokens, headWidth]);
  return tf.reshape(tf.transpose(stacked, [2, 3, 0, 1, 4]), [sequences * tokens, 3 * heads * headWidth]);
}

/** d(softmax)/d(scores), given the gradient of the probabilities. */
export function softmaxGradient<T extends tf.Tensor>(probabilities: T, dProbabilities: T): T {
  const weighted = tf.mul(probabilities, dProbabilities);
  return tf.sub(weighted, tf.mul(probabilities, tf.sum(weighted, -1, true)));
}

/**
 * Multi-head attention without mask within equal sequences: the vision tower's.
 * Only the first `queries` tokens of each sequence ask; all tokens answer.
 *
 * @param rows queries, keys and values of all tokens, `[sequences·tokens, 3·width]`
 * @returns `[sequences·queries, width]`
 */
export function attention(rows: tf.Tensor2D, sizes: AttentionSizes): tf.Tensor2D {
  return fusedAttention(rows, sizes) ?? composedAttention(rows, sizes);
}

interface AttentionSizes {
  readonly sequences: number;
  readonly heads: number;
  readonly queries: number;
}

function fusedAttention(rows: tf.Tensor2D, sizes: AttentionSizes): tf.Tensor2D | undefined {
  const fused = fusedKernel('FusedAttention');
  const fusedGradient = fusedKernel('FusedAttentionGrad');
  if (!fused || !fusedGradient) return undefined;
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    rows,
    (input, save) => {
      const [value, ...probabilities] = fused({ rows: input }, { ...sizes, save }) as [tf.Tensor2D];
      return { value, saved: [input, ...probabilities] };
    },
    (dy, [input, probabilities]) =>
      fusedGradient({ dy, rows: input!, probabilities: probabilities! }, { ...sizes })[0] as tf.Tensor2D,
  );
}

function composedAttention(rows: tf.Tensor2D, { sequences, heads, queries }: AttentionSizes): tf.Tensor2D {
  const tokens = rows.shape[0] / sequences;
  const scale = 1 / Math.sqrt(rows.shape[1] / 3 / heads);
  const asking = <T extends tf.Tensor>(q: T) =>
    queries === tokens ? q : tf.slice(q, [0, 0, 0], [-1, queries, -1]);
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    rows,
    (input) => {
      const { q: allQueries, k, v } = splitHeads(input, sequences, heads);
      const q = tf.mul<tf.Tensor3D>(asking(allQueries), scale);
      const probabilities = tf.softmax<tf.Tensor3D>(tf.matMul(q, k, false, true));
      return {
        value: joinHeads(tf.matMul(probabilities, v), sequences, heads),
        saved: [q, k, v, probabilities],
      };
    },
    (dy, saved) => {
      const [q, k, v, probabilities] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const dOut = splitOne(dy, sequences, heads);
      const dScores = softmaxGradient(probabilities, tf.matMul<tf.Tensor3D>(dOut, v, false, true));
      const dq = tf.mul<tf.Tensor3D>(tf.matMul(dScores, k), scale);
      const parts = {
        q:
          queries === tokens
            ? dq
            : tf.pad(dq, [
                [0, 0],
                [0, tokens - queries],
                [0, 0],
              ]),
        k: tf.matMul<tf.Tensor3D>(dScores, q, true, false),
        v: tf.matMul<tf.Tensor3D>(probabilities, dOut, true, false),
      };
      return joinParts(parts, sequences, heads);
    },
  );
}

/** Rows `[sequences·tokens, width]` → `[heads·sequences, tokens, headWidth]`. */
export function splitOne(rows: tf.Tensor2D, sequences: number, heads: number): tf.Tensor3D {
  const tokens = rows.shape[0] / sequences;
  const headWidth = rows.shape[1] / heads;
  const byHead = tf.transpose(tf.reshape(rows, [sequences, tokens, heads, headWidth]), [2, 0, 1, 3]);
  return tf.reshape(byHead, [heads * sequences, tokens, headWidth]);
}
