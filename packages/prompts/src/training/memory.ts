import { commonPrefix, type TowerConfig } from '@dsra/clip';
import type { Setup } from '../method';

/**
 * 1.5 GB. A step takes up to one and a half times its activations (measured on ViT-B/16), and the WASM heap ends at
 * 4 GB: so a ViT-L, whose weights take 1.7 GB, still fits.
 */
export const defaultMemoryBudget = 1.5e9;

/** Numbers per token, layer and unit of width that a forward pass keeps for the backward one: 17 measured, and a margin. */
const PER_TOKEN = 20;
/** The same per head and pair of tokens: the attention's probabilities, and a margin. */
const PER_PAIR = 1.5;
const BYTES = 4;

/** Bytes of activations for `rows` tokens that each look at `reach` tokens. */
function activationBytes({ width, layers, heads }: TowerConfig, rows: number, reach: number): number {
  return BYTES * layers * rows * (PER_TOKEN * width + PER_PAIR * heads * reach);
}

/** Estimated bytes of activations for one image. */
export function bytesPerImage({ clip }: Pick<Setup, 'clip'>): number {
  const { vision } = clip.config;
  const tokens = 1 + (vision.imageSize / vision.patchSize) ** 2;
  return activationBytes(vision, tokens, tokens);
}

/** Estimated bytes of activations for one class: what its prompt adds behind the prefix that all classes share. */
export function bytesPerClass({ clip, prompts }: Pick<Setup, 'clip' | 'prompts'>): number {
  const prefix = commonPrefix(prompts);
  const suffix = prompts.reduce((sum, ids) => sum + ids.length - prefix, 0) / prompts.length;
  return activationBytes(clip.config.text, suffix, prefix + BLOCK);
}

/** Suffixes are computed in blocks of about this many tokens. */
const BLOCK = 32;

/** How many classes and images run at a time: all while both towers fit, else what fits into half the budget each. */
export function chunkSizes(
  setup: Pick<Setup, 'clip' | 'prompts'>,
  images: number,
  budget: number,
): { text: number; image: number } {
  const perClass = bytesPerClass(setup);
  const perImage = bytesPerImage(setup);
  const classes = setup.prompts.length;
  if (perClass * classes + perImage * images <= budget) return { text: classes, image: Math.max(images, 1) };
  const fit = (each: number, rows: number) => Math.min(Math.max(Math.floor(budget / 2 / each), 1), rows);
  return { text: fit(perClass, classes), image: fit(perImage, Math.max(images, 1)) };
}
