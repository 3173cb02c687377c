/** The feed-forward activation: `quickGelu` is x·sigmoid(1.702x), OpenAI's; `gelu` is the exact one, OpenCLIP's. */
export type Activation = 'quickGelu' | 'gelu';

/** One transformer tower. */
export interface TowerConfig {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Width between the two feed-forward maps, usually 4 × width. */
  readonly feedForwardWidth: number;
  readonly activation: Activation;
  readonly layerNormEpsilon: number;
}

export interface TextConfig extends TowerConfig {
  readonly vocabularySize: number;
  /** Longest token row, start and end token included: 77 in the released models. */
  readonly contextLength: number;
}

export interface VisionConfig extends TowerConfig {
  /** Side of the square input in pixels. */
  readonly imageSize: number;
  /** Side of a patch in pixels; divides imageSize. */
  readonly patchSize: number;
}

/** The architecture of a CLIP, as its checkpoint's `config.json` gives it. */
export interface ClipConfig {
  /** Width of the joint embedding that both towers end in. */
  readonly embeddingWidth: number;
  readonly text: TextConfig;
  readonly vision: VisionConfig;
}
