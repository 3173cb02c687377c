import type { ClipConfig, TowerConfig } from '../config';

/**
 * An architecture as one short, stable text; equal exactly where the architectures are. Adapters carry it.
 *
 * ```ts
 * fingerprint(architectures['ViT-B/16']);
 * // 'clip e512 text d512 l12 h8 f2048 quickGelu 1e-5 v49408 c77 vision d768 l12 h12 f3072 quickGelu 1e-5 i224 p16'
 * ```
 */
export function fingerprint({ embeddingWidth, text, vision }: ClipConfig): string {
  return [
    `clip e${embeddingWidth}`,
    `text ${tower(text)} v${text.vocabularySize} c${text.contextLength}`,
    `vision ${tower(vision)} i${vision.imageSize} p${vision.patchSize}`,
  ].join(' ');
}

function tower(config: TowerConfig): string {
  const { width, layers, heads, feedForwardWidth, activation, layerNormEpsilon } = config;
  const epsilon = layerNormEpsilon.toExponential();
  return `d${width} l${layers} h${heads} f${feedForwardWidth} ${activation} ${epsilon}`;
}
