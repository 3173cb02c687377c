import type { Adapter } from '@dsra/core';
import type { Tensor } from '@tensorflow/tfjs';

/** The four linear maps of a transformer block. `attentionIn` is the fused q·k·v map. */
export type Site = 'attentionIn' | 'attentionOut' | 'feedForwardIn' | 'feedForwardOut';

/** An adapter around one linear map of a tower. */
export interface AdapterAt<A extends Adapter = Adapter> {
  /** Block index, 0-based. */
  readonly layer: number;
  readonly site: Site;
  readonly adapter: A;
}

/**
 * Vectors written into the token rows at the input of block `layer`.
 * Layer 0 is the tower's own input: in the text tower they replace token embeddings before the position
 * embedding is added; in the vision tower they join the sequence before the first LayerNorm.
 */
export interface VectorsAt {
  readonly layer: number;
  /** `[n, width]`: the same for all rows. `[rows, n, width]`: one set per prompt (text) or per image (vision). */
  readonly vectors: Tensor;
  /**
   * What the sets of `[sets, n, width]` belong to in the text tower; default: `'prompt'`. With `'image'` every prompt
   * is encoded once per set, and features are `[sets·prompts, e]`, set by set.
   */
  readonly per?: 'prompt' | 'image';
  /**
   * `'append'`: added behind the last token (vision only).
   * `'last'`: written over the last n tokens.
   * a number: written over positions at, at+1, …; an array: the start of each row (text only).
   */
  readonly at: 'append' | 'last' | number | readonly number[];
}

/** What a method changes in one tower. Data, not callbacks: so the encoder can choose the cheapest exact layout. */
export interface Insertions<A extends Adapter = Adapter> {
  readonly adapters?: readonly AdapterAt<A>[];
  readonly vectors?: readonly VectorsAt[];
}
