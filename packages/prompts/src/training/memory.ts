import { type TextLayout, textLayout, type TowerConfig } from '@dsra/clip';
import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Setup } from '../method';
import type { Run } from './run';
import { textInsertions } from './towers';

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

/** Estimated bytes of activations for one class, as the text tower is laid out: `images` times where text reads them. */
export function bytesPerClass(run: Run, params: Params, images: number): number {
  const { clip, prompts } = run.setup;
  let layout: TextLayout;
  tf.tidy(() => {
    const features = tf.zeros<tf.Rank.R2>([Math.max(images, 1), clip.config.embeddingWidth]);
    layout = textLayout(prompts, textInsertions(run, params, features));
  });
  const { groups, prefix, blocks, blockLength } = layout!;
  return (
    activationBytes(clip.config.text, groups * blocks * blockLength, prefix + blockLength) / prompts.length
  );
}

/** The same without looking at the layout: no more than if nothing were shared. */
function mostBytesPerClass({ method, setup }: Run, images: number): number {
  const { contextLength } = setup.clip.config.text;
  const longest = Math.max(...setup.prompts.map((ids) => ids.length));
  const groups = method.textPerImage ? Math.max(images, 1) : 1;
  return activationBytes(setup.clip.config.text, groups * longest, contextLength + longest);
}

/** How many classes and images run at a time: all while both towers fit, else what fits into half the budget each. */
export function chunkSizes(run: Run, params: Params, images: number): { text: number; image: number } {
  const budget = run.memoryBudget;
  const perImage = bytesPerImage(run.setup);
  const classes = run.setup.prompts.length;
  const together = (perClass: number) => perClass * classes + perImage * images <= budget;
  const all = { text: classes, image: Math.max(images, 1) };
  if (together(mostBytesPerClass(run, images))) return all;
  const perClass = bytesPerClass(run, params, images);
  if (together(perClass)) return all;
  const fit = (each: number, rows: number) => Math.min(Math.max(Math.floor(budget / 2 / each), 1), rows);
  return { text: fit(perClass, classes), image: fit(perImage, Math.max(images, 1)) };
}
