import { fusedKernel } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { type Heads, joinHeads, joinParts, softmaxGradient, splitHeads, splitOne } from './attention';
import { withGradient } from './withGradient';

/** How the text tower's rows are laid out; see textLayout.ts. */
export interface PrefixedRows {
  /** How often every prompt stands in the rows, each time with a prefix of its own. */
  readonly groups: number;
  /** Rows of the prefix that all prompts of a group share; the prefixes of all groups come first. */
  readonly prefix: number;
  /** Blocks of equal length that the remaining rows of a group are packed into. */
  readonly blocks: number;
  readonly heads: number;
  /** Added to the scores within the prefix: `[prefix, prefix]`. */
  readonly causalMask: tf.Tensor2D;
  /** Added to the scores within each block of a group: `[blocks, blockLength, blockLength]`. */
  readonly blockMask: tf.Tensor3D;
}

/**
 * Causal multi-head attention of many prompts with one prefix, exactly.
 * A prefix token sees the prefix before it. A suffix token sees the whole prefix (one matrix product for all
 * prompts) and its own prompt's tokens before it (small products within a block): one softmax over both.
 *
 * @param rows queries, keys and values, `[groups·(prefix + blocks·blockLength), 3·width]`
 * @returns `[groups·(prefix + blocks·blockLength), width]`
 */
export function prefixAttention(rows: tf.Tensor2D, layout: PrefixedRows): tf.Tensor2D {
  return fusedPrefixAttention(rows, layout) ?? composedPrefixAttention(rows, layout);
}

function fusedPrefixAttention(
  rows: tf.Tensor2D,
  { groups, prefix, heads, blockMask: mask }: PrefixedRows,
): tf.Tensor2D | undefined {
  const fused = fusedKernel('FusedPrefixAttention');
  const fusedGradient = fusedKernel('FusedPrefixAttentionGrad');
  if (!fused || !fusedGradient) return undefined;
  const sizes = { groups, prefix, heads };
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    rows,
    (input, save) => {
      const [value, ...probabilities] = fused({ rows: input, mask }, { ...sizes, save }) as [tf.Tensor2D];
      return { value, saved: [input, ...probabilities] };
    },
    (dy, saved) => {
      const [input, inPrefix, inSuffix] = saved as [tf.Tensor2D, tf.Tensor3D, tf.Tensor3D];
      return fusedGradient({ dy, rows: input, mask, inPrefix, inSuffix }, sizes)[0] as tf.Tensor2D;
    },
  );
}

function composedPrefixAttention(rows: tf.Tensor2D, layout: PrefixedRows): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    rows,
    (input) => {
      const { before, own } = split(input, layout);
      const inPrefix = tf.softmax<tf.Tensor3D>(
        tf.add(tf.matMul(before.q, before.k, false, true), layout.causalMask),
      );
      const inSuffix = tf.softmax<tf.Tensor3D>(suffixScores(before, own, layout));
      const { groups, blocks, heads } = layout;
      const prefixOut = joinHeads(tf.matMul(inPrefix, before.v), groups, heads);
      const suffixOut = joinHeads(suffixContext(inSuffix, before, own, layout), groups * blocks, heads);
      return { value: tf.concat([prefixOut, suffixOut]), saved: [input, inPrefix, inSuffix] };
    },
    (dy, saved) => {
      const [input, inPrefix, inSuffix] = saved as [tf.Tensor2D, tf.Tensor3D, tf.Tensor3D];
      return prefixAttentionGradient(dy, split(input, layout), inPrefix, inSuffix, layout);
    },
  );
}

/** Prefix heads `[heads·groups, prefix, hd]` and suffix heads `[heads·groups·blocks, blockLength, hd]`, queries scaled. */
function split(rows: tf.Tensor2D, layout: PrefixedRows): { before: Heads; own: Heads } {
  const { groups, blocks, heads } = layout;
  const prefix = groups * layout.prefix;
  const scale = 1 / Math.sqrt(rows.shape[1] / 3 / heads);
  const scaled = ({ q, k, v }: Heads): Heads => ({ q: tf.mul(q, scale), k, v });
  return {
    before: scaled(splitHeads(tf.slice(rows, [0, 0], [prefix, -1]), groups, heads)),
    own: scaled(splitHeads(tf.slice(rows, [prefix, 0], [-1, -1]), groups * blocks, heads)),
  };
}

const inParts = (x: tf.Tensor, parts: number): tf.Tensor3D =>
  tf.reshape(x, [parts, x.size / parts / x.shape[x.rank - 1]!, x.shape[x.rank - 1]!]);

/** `[heads·groups·blocks, blockLength, n]` → `[heads·groups, blocks·blockLength, n]`: all that looks at one prefix. */
const perPrefix = (x: tf.Tensor, { heads, groups }: PrefixedRows) => inParts(x, heads * groups);

/** The inverse. */
const perBlock = (x: tf.Tensor, { heads, groups, blocks }: PrefixedRows) =>
  inParts(x, heads * groups * blocks);

function suffixScores(before: Heads, own: Heads, layout: PrefixedRows): tf.Tensor3D {
  const { heads, groups, blocks, blockMask } = layout;
  const length = own.q.shape[1];
  const onPrefix = tf.matMul<tf.Tensor3D>(perPrefix(own.q, layout), before.k, false, true);
  const onOwn = tf.reshape(tf.matMul(own.q, own.k, false, true), [heads * groups, blocks, length, length]);
  return tf.concat([onPrefix, perPrefix(tf.add(onOwn, blockMask), layout)], 2);
}

/** Splits the last axis of suffix probabilities (or their gradient) into prefix and own part. */
function parts(x: tf.Tensor3D, layout: PrefixedRows): { onPrefix: tf.Tensor3D; onOwn: tf.Tensor3D } {
  const onPrefix = tf.slice(x, [0, 0, 0], [-1, -1, layout.prefix]);
  const onOwn = tf.slice(x, [0, 0, layout.prefix], [-1, -1, -1]);
  return { onPrefix, onOwn: perBlock(onOwn, layout) };
}

function suffixContext(
  probabilities: tf.Tensor3D,
  before: Heads,
  own: Heads,
  layout: PrefixedRows,
): tf.Tensor3D {
  const { onPrefix, onOwn } = parts(probabilities, layout);
  const fromPrefix = perBlock(tf.matMul(onPrefix, before.v), layout);
  return tf.add(fromPrefix, tf.matMul(onOwn, own.v));
}

function prefixAttentionGradient(
  dy: tf.Tensor2D,
  { before, own }: { before: Heads; own: Heads },
  inPrefix: tf.Tensor3D,
  inSuffix: tf.Tensor3D,
  layout: PrefixedRows,
): tf.Tensor2D {
  const { groups, blocks, heads } = layout;
  const prefix = groups * layout.prefix;
  const scale = 1 / Math.sqrt(own.q.shape[2]);
  const dBefore = splitOne(tf.slice(dy, [0, 0], [prefix, -1]), groups, heads);
  const dOwn = splitOne(tf.slice(dy, [prefix, 0], [-1, -1]), groups * blocks, heads);
  const dOwnPerPrefix = perPrefix(dOwn, layout);

  const probabilities = parts(inSuffix, layout);
  const dProbabilities = tf.concat<tf.Tensor3D>(
    [tf.matMul(dOwnPerPrefix, before.v, false, true), perPrefix(tf.matMul(dOwn, own.v, false, true), layout)],
    2,
  );
  const dScores = parts(softmaxGradient(inSuffix, dProbabilities), layout);
  const dScoresInPrefix = softmaxGradient(inPrefix, tf.matMul<tf.Tensor3D>(dBefore, before.v, false, true));

  const ofPrefix: Heads = {
    q: tf.mul(tf.matMul(dScoresInPrefix, before.k), scale),
    k: tf.add(
      tf.matMul<tf.Tensor3D>(dScoresInPrefix, before.q, true, false),
      tf.matMul<tf.Tensor3D>(dScores.onPrefix, perPrefix(own.q, layout), true, false),
    ),
    v: tf.add(
      tf.matMul<tf.Tensor3D>(inPrefix, dBefore, true, false),
      tf.matMul<tf.Tensor3D>(probabilities.onPrefix, dOwnPerPrefix, true, false),
    ),
  };
  const ofOwn: Heads = {
    q: tf.mul(
      tf.add(
        perBlock(tf.matMul(dScores.onPrefix, before.k), layout),
        tf.matMul<tf.Tensor3D>(dScores.onOwn, own.k),
      ),
      scale,
    ),
    k: tf.matMul(dScores.onOwn, own.q, true, false),
    v: tf.matMul(probabilities.onOwn, dOwn, true, false),
  };
  return tf.concat([joinParts(ofPrefix, groups, heads), joinParts(ofOwn, groups * blocks, heads)]);
}
