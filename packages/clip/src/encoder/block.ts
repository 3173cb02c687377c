import type { Adapter, Linear } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { TowerConfig } from '../config';
import type { AdapterAt, Site } from '../insertions';
import type { BlockWeights } from '../weights';
import { activations } from './activation';
import type { Arithmetic } from './arithmetic';
import { type Checkpointing, recomputed } from './recompute';
import { residual } from './residual';

/** Intermediate values by name, for tests against recorded ones. */
export type Trace = (name: string, value: tf.Tensor2D) => void;

/** What runs a tower's blocks needs besides the weights. */
export interface BlockRun {
  readonly config: TowerConfig;
  readonly arithmetic: Arithmetic;
  /** Queries, keys, values `[rows, 3·width]` → context; of all rows, or only of the rows that `keep` keeps. */
  readonly attend: (queriesKeysValues: tf.Tensor2D) => tf.Tensor2D;
  /** The rows that the block still has to answer for (last block: class token or end tokens); all by default. */
  readonly keep?: (x: tf.Tensor2D) => tf.Tensor2D;
  readonly trace?: Trace;
}

/** Adapters of one layer by site, outermost first. */
export type AdaptersBySite = Readonly<Partial<Record<Site, readonly Adapter[]>>>;

/** The adapters of each layer. */
export function adaptersByLayer(adapters: readonly AdapterAt[], layers: number): AdaptersBySite[] {
  const byLayer = Array.from({ length: layers }, (): Partial<Record<Site, Adapter[]>> => ({}));
  for (const { layer, site, adapter } of adapters) (byLayer[layer]![site] ??= []).push(adapter);
  return byLayer;
}

/**
 * How blocks run: in a `tf.tidy`, which frees what a block computed and nobody saved as soon as it is done; or recomputed,
 * which saves nothing either. Under a trace neither: it keeps what it was shown.
 */
export function blockRunner(checkpointing: Checkpointing, trace: Trace | undefined) {
  return (block: () => tf.Tensor2D): tf.Tensor2D => {
    if (trace) return block();
    return checkpointing === 'blocks' ? recomputed(block) : tf.tidy(block);
  };
}

/** One pre-norm block: `x += attention(norm(x))`, then `x += feedForward(norm(x))`. */
export function runBlock(
  x: tf.Tensor2D,
  weights: BlockWeights,
  adapters: AdaptersBySite,
  { config, arithmetic, attend, keep = (rows) => rows, trace }: BlockRun,
): tf.Tensor2D {
  const norm = (rows: tf.Tensor2D, which: 'attentionNorm' | 'feedForwardNorm') =>
    arithmetic.layerNorm(rows, weights[which], config.layerNormEpsilon);
  const map = (rows: tf.Tensor2D, linear: Linear, site: Site) => {
    const base = arithmetic.linear(linear);
    const adapted = (adapters[site] ?? []).reduceRight(
      (inner, adapter) => (input) => adapter.apply(input, inner),
      base,
    );
    return adapted(rows);
  };

  const attentionInput = norm(x, 'attentionNorm');
  trace?.('ln_1', attentionInput);
  const context = attend(map(attentionInput, weights.queryKeyValue, 'attentionIn'));
  const attended = map(context, weights.attentionOut, 'attentionOut');
  trace?.('attn_out', attended);
  const middle = residual(keep(x), attended);

  const feedForwardInput = norm(middle, 'feedForwardNorm');
  trace?.('ln_2', feedForwardInput);
  const hidden = activations[config.activation](
    map(feedForwardInput, weights.feedForwardIn, 'feedForwardIn'),
  );
  const fed = map(hidden, weights.feedForwardOut, 'feedForwardOut');
  trace?.('mlp_out', fed);
  return residual(middle, fed);
}
