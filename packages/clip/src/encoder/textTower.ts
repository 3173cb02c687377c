import * as tf from '@tensorflow/tfjs';
import type { TextConfig } from '../config';
import type { Insertions } from '../insertions';
import type { TextWeights } from '../weights';
import { type Arithmetic, frozen } from './arithmetic';
import { adaptersByLayer, blockRunner, runBlock, type Trace } from './block';
import { checkInsertions } from './checkInsertions';
import { prefixAttention, type PrefixedRows } from './prefixAttention';
import type { Checkpointing } from './recompute';
import { selectRows } from './selectRows';
import { commonPrefix, MASKED, type TextLayout, textLayout } from './textLayout';
import { groupsOf, sharedUpTo, writeTextVectors } from './textVectors';

export interface TextRun {
  readonly insertions?: Insertions;
  readonly arithmetic?: Arithmetic;
  /** Default: `'none'`. */
  readonly checkpointing?: Checkpointing;
  readonly trace?: Trace;
}

/**
 * Features of prompts at their end tokens, `[N, embeddingWidth]`, not normalised (openai/CLIP clip/model.py,
 * `encode_text`); `[images·N, embeddingWidth]`, image by image, with vectors that differ by image. Exact, but only over
 * the tokens that matter: see textLayout.ts.
 *
 * @param prompts token ids, start token first, end token last, no padding
 */
export function textFeatures(
  weights: TextWeights,
  config: TextConfig,
  prompts: readonly (readonly number[])[],
  { insertions = {}, arithmetic = frozen, checkpointing = 'none', trace }: TextRun = {},
): tf.Tensor2D {
  checkInsertions(insertions, config, 'text');
  const { adapters = [], vectors = [] } = insertions;
  return tf.tidy(() => {
    const layout = layoutFor(prompts, insertions);
    // What a recomputed block reads has to be made by it: the tower's own tensors are gone by then.
    const once = checkpointing === 'blocks' ? undefined : masked(layout, config);
    const write = (x: tf.Tensor2D, layer: number) =>
      vectors.filter((at) => at.layer === layer).reduce((y, at) => writeTextVectors(y, at, layout), x);

    const tokens = write(arithmetic.lookup(weights.tokenEmbedding, layout.ids), 0);
    let x = tf.add<tf.Tensor2D>(tokens, arithmetic.lookup(weights.positionEmbedding, layout.positions));
    trace?.('hidden.0', x);
    const byLayer = adaptersByLayer(adapters, config.layers);
    const run = blockRunner(checkpointing, trace);
    weights.blocks.forEach((block, layer) => {
      const last = layer === config.layers - 1 && !trace;
      const keep = last ? (y: tf.Tensor2D) => selectRows(y, layout.endRows) : undefined;
      const attend = (qkv: tf.Tensor2D) => {
        const context = prefixAttention(qkv, once ?? masked(layout, config));
        return keep ? keep(context) : context;
      };
      const traceBlock =
        trace &&
        ((name: string, value: tf.Tensor2D) => {
          trace(`block${layer}/${name}`, value);
        });
      const before = x;
      x = run(() => {
        const input = layer === 0 ? before : write(before, layer);
        return runBlock(input, block, byLayer[layer]!, {
          config,
          arithmetic,
          attend,
          keep,
          trace: traceBlock,
        });
      });
      trace?.(`hidden.${layer + 1}`, x);
    });
    const ends = trace ? selectRows(x, layout.endRows) : x;
    return tf.matMul(
      arithmetic.layerNorm(ends, weights.finalNorm, config.layerNormEpsilon),
      weights.projection,
    );
  });
}

/**
 * Which rows the text tower computes for prompts (token ids, start to end token) with these insertions: see
 * textLayout.ts. What it costs, before anything is computed.
 */
export function layoutFor(
  prompts: readonly (readonly number[])[],
  { vectors = [] }: Pick<Insertions, 'vectors'> = {},
): TextLayout {
  const lengths = prompts.map((ids) => ids.length);
  const sharedLength = sharedUpTo(vectors, lengths, commonPrefix(prompts));
  return textLayout(prompts, { sharedUpTo: sharedLength, groups: groupsOf(vectors) });
}

/** The layout of the rows, with its masks as tensors. */
function masked(
  { groups, prefix, blocks, blockLength, blockMask }: TextLayout,
  { heads }: TextConfig,
): PrefixedRows {
  const shape: [number, number, number] = [blocks, blockLength, blockLength];
  const masks = { causalMask: causalMask(prefix), blockMask: tf.tensor3d(blockMask, shape) };
  return { groups, prefix, blocks, heads, ...masks };
}

function causalMask(size: number): tf.Tensor2D {
  const mask = new Float32Array(size * size);
  for (let row = 0; row < size; row++) mask.fill(MASKED, row * size + row + 1, (row + 1) * size);
  return tf.tensor2d(mask, [size, size]);
}
