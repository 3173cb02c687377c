import * as tf from '@tensorflow/tfjs';
import type { TextConfig } from '../config';
import type { Insertions } from '../insertions';
import type { TextWeights } from '../weights';
import { type Arithmetic, frozen } from './arithmetic';
import { adaptersByLayer, inTidy, runBlock, type Trace } from './block';
import { checkInsertions } from './checkInsertions';
import { prefixAttention } from './prefixAttention';
import { selectRows } from './selectRows';
import { commonPrefix, MASKED, type TextLayout, textLayout } from './textLayout';
import { groupsOf, sharedUpTo, writeTextVectors } from './textVectors';

export interface TextRun {
  readonly insertions?: Insertions;
  readonly arithmetic?: Arithmetic;
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
  { insertions = {}, arithmetic = frozen, trace }: TextRun = {},
): tf.Tensor2D {
  checkInsertions(insertions, config, 'text');
  const { adapters = [], vectors = [] } = insertions;
  return tf.tidy(() => {
    const layout = layoutFor(prompts, insertions);
    const { groups, prefix, blocks, blockLength } = layout;
    const blockMask = tf.tensor3d(layout.blockMask, [blocks, blockLength, blockLength]);
    const rows = { groups, prefix, blocks, heads: config.heads, causalMask: causalMask(prefix), blockMask };
    const write = (x: tf.Tensor2D, layer: number) =>
      vectors.filter((at) => at.layer === layer).reduce((y, at) => writeTextVectors(y, at, layout), x);

    const tokens = write(arithmetic.lookup(weights.tokenEmbedding, layout.ids), 0);
    let x = tf.add<tf.Tensor2D>(tokens, arithmetic.lookup(weights.positionEmbedding, layout.positions));
    trace?.('hidden.0', x);
    const byLayer = adaptersByLayer(adapters, config.layers);
    weights.blocks.forEach((block, layer) => {
      const last = layer === config.layers - 1 && !trace;
      const keep = last ? (y: tf.Tensor2D) => selectRows(y, layout.endRows) : undefined;
      const attend = (qkv: tf.Tensor2D) => (keep ?? ((y) => y))(prefixAttention(qkv, rows));
      const traceBlock =
        trace &&
        ((name: string, value: tf.Tensor2D) => {
          trace(`block${layer}/${name}`, value);
        });
      const input = layer === 0 ? x : write(x, layer);
      x = inTidy(!trace, () =>
        runBlock(input, block, byLayer[layer]!, { config, arithmetic, attend, keep, trace: traceBlock }),
      );
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

function causalMask(size: number): tf.Tensor2D {
  const mask = new Float32Array(size * size);
  for (let row = 0; row < size; row++) mask.fill(MASKED, row * size + row + 1, (row + 1) * size);
  return tf.tensor2d(mask, [size, size]);
}
