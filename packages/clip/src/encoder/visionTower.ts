import { DsraError } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { VisionConfig } from '../config';
import type { Insertions, VectorsAt } from '../insertions';
import type { VisionWeights } from '../weights';
import { type Arithmetic, frozen } from './arithmetic';
import { attention } from './attention';
import { adaptersByLayer, blockRunner, runBlock, type Trace } from './block';
import { checkInsertions } from './checkInsertions';
import type { Checkpointing } from './recompute';
import { repeatRows } from './repeatRows';
import { selectRows } from './selectRows';

export interface VisionRun {
  readonly insertions?: Insertions;
  readonly arithmetic?: Arithmetic;
  /** Default: `'none'`. */
  readonly checkpointing?: Checkpointing;
  readonly trace?: Trace;
}

/**
 * Features of images at their class tokens, `[B, embeddingWidth]`, not normalised (openai/CLIP clip/model.py,
 * VisionTransformer). The last block answers for the class tokens alone.
 *
 * @param pixels normalised, `[B, imageSize, imageSize, 3]`
 */
export function imageFeatures(
  weights: VisionWeights,
  config: VisionConfig,
  pixels: tf.Tensor4D,
  { insertions = {}, arithmetic = frozen, checkpointing = 'none', trace }: VisionRun = {},
): tf.Tensor2D {
  checkPixels(pixels, config);
  checkInsertions(insertions, config, 'vision');
  const { adapters = [], vectors = [] } = insertions;
  return tf.tidy(() => {
    const batch = pixels.shape[0];
    const write = (x: tf.Tensor2D, layer: number) =>
      vectors.filter((at) => at.layer === layer).reduce((y, at) => writeImageVectors(y, at, batch), x);
    const norm = (x: tf.Tensor2D, which: 'preNorm' | 'postNorm') =>
      arithmetic.layerNorm(x, weights[which], config.layerNormEpsilon);

    let x = norm(write(embedPatches(weights, config, pixels, arithmetic), 0), 'preNorm');
    trace?.('hidden.0', x);
    const byLayer = adaptersByLayer(adapters, config.layers);
    const run = blockRunner(checkpointing, trace);
    weights.blocks.forEach((block, layer) => {
      const before = x;
      const last = layer === config.layers - 1 && !trace;
      const traceBlock =
        trace &&
        ((name: string, value: tf.Tensor2D) => {
          trace(`block${layer}/${name}`, value);
        });
      x = run(() => {
        const input = layer === 0 ? before : write(before, layer);
        const queries = last ? 1 : input.shape[0] / batch;
        return runBlock(input, block, byLayer[layer]!, {
          config,
          arithmetic,
          attend: (qkv) => attention(qkv, { sequences: batch, heads: config.heads, queries }),
          keep: last ? (y) => classTokens(y, batch) : undefined,
          trace: traceBlock,
        });
      });
      trace?.(`hidden.${layer + 1}`, x);
    });
    return tf.matMul(norm(trace ? classTokens(x, batch) : x, 'postNorm'), weights.projection);
  });
}

function checkPixels({ shape }: tf.Tensor4D, { imageSize }: VisionConfig): void {
  const expected = [imageSize, imageSize, 3];
  if (shape[0] > 0 && expected.every((size, i) => shape[i + 1] === size)) return;
  throw new DsraError(
    'badInput',
    `pixels are [${shape.join(', ')}], expected [B, ${expected.join(', ')}] with B ≥ 1`,
  );
}

/** Class token and patches with their positions, `[B·(1 + patches), width]`. */
function embedPatches(
  weights: VisionWeights,
  { imageSize, patchSize, width }: VisionConfig,
  pixels: tf.Tensor4D,
  { linear }: Arithmetic,
): tf.Tensor2D {
  const batch = pixels.shape[0];
  const side = imageSize / patchSize;
  const rowsOfPatches = tf.reshape(pixels, [batch * side, patchSize, side, patchSize * 3]);
  const patches = tf.reshape<tf.Rank.R2>(tf.transpose(rowsOfPatches, [0, 2, 1, 3]), [
    -1,
    patchSize * patchSize * 3,
  ]);
  const embedded = tf.reshape(linear({ kernel: weights.patchEmbedding })(patches), [
    batch,
    side * side,
    width,
  ]);
  const classToken = tf.add(tf.zeros([batch, 1, width]), weights.classEmbedding);
  const positioned = tf.add(tf.concat([classToken, embedded], 1), weights.positionEmbedding);
  return tf.reshape(positioned, [-1, width]);
}

function classTokens(x: tf.Tensor2D, batch: number): tf.Tensor2D {
  const tokens = x.shape[0] / batch;
  return selectRows(
    x,
    Int32Array.from({ length: batch }, (_, image) => image * tokens),
  );
}

/** Appends vectors to the token rows of each image or writes over some: `[B·tokens, width]`. */
function writeImageVectors(x: tf.Tensor2D, { vectors, at }: VectorsAt, batch: number): tf.Tensor2D {
  const width = x.shape[1];
  const count = vectors.shape[vectors.rank - 2]!;
  const tokens = x.shape[0] / batch;
  if (typeof at === 'object')
    throw new DsraError('badInput', 'the vision tower writes vectors at one position for all images');
  const start = at === 'append' ? tokens : at === 'last' ? tokens - count : at;
  const end = start + count;
  if (start < 1 || (end > tokens && at !== 'append')) {
    throw new DsraError(
      'badInput',
      `${count} vectors at ${at} do not fit behind the class token of ${tokens} tokens`,
    );
  }
  const perImage = vectors.rank === 3 ? vectors : repeatRows(vectors as tf.Tensor2D, batch);
  const rows = tf.reshape(x, [batch, tokens, width]);
  const parts = [tf.slice(rows, [0, 0, 0], [-1, start, -1]), tf.reshape(perImage, [batch, count, width])];
  if (end < tokens) parts.push(tf.slice(rows, [0, end, 0], [-1, -1, -1]));
  return tf.reshape(tf.concat(parts, 1), [-1, width]);
}
