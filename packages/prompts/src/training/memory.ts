import { type Checkpointing, type TextLayout, textLayout, type TowerConfig } from '@dsra/clip';
import { fusedKernel, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Setup } from '../method';
import type { Run } from './run';
import { textInsertions, type TowerPlan } from './towers';

/** 1.5 GB: the WASM heap ends at 4 GB, and a ViT-L, whose weights take 1.7 GB, still fits with room to spare. */
export const defaultMemoryBudget = 1.5e9;

/**
 * Numbers that a step holds at its peak per token, layer and unit of width, and the same per head and pair of tokens (the
 * attention's probabilities): measured on ViT-B/16 and ViT-L/14 with PromptSRC and DsRA, and rounded up.
 */
const held = () =>
  fusedKernel('FusedAttention') ? { perToken: 13, perPair: 1.1 } : { perToken: 20, perPair: 1.5 };
/** The same of blocks that are recomputed: their inputs, with vectors written into them. */
const KEPT_OF_INPUTS = 2;
const BYTES = 4;

/** Bytes of activations for `rows` tokens that each look at `reach` tokens. */
function activationBytes(
  { width, layers, heads }: TowerConfig,
  rows: number,
  reach: number,
  checkpointing: Checkpointing,
): number {
  const { perToken, perPair } = held();
  const perLayer = BYTES * rows * (perToken * width + perPair * heads * reach);
  if (checkpointing === 'none') return layers * perLayer;
  // One block at a time is whole, and the forward and the backward pass of a block overlap.
  return BYTES * rows * KEPT_OF_INPUTS * width * layers + 2 * perLayer;
}

/** Estimated bytes of activations for one image. */
export function bytesPerImage({ clip }: Pick<Setup, 'clip'>, checkpointing: Checkpointing = 'none'): number {
  const { vision } = clip.config;
  const tokens = 1 + (vision.imageSize / vision.patchSize) ** 2;
  return activationBytes(vision, tokens, tokens, checkpointing);
}

/** Estimated bytes of activations for one class, as the text tower is laid out: `images` times where text reads them. */
export function bytesPerClass(
  run: Run,
  params: Params,
  images: number,
  checkpointing: Checkpointing = 'none',
): number {
  const { clip, prompts } = run.setup;
  let layout: TextLayout;
  tf.tidy(() => {
    const features = tf.zeros<tf.Rank.R2>([Math.max(images, 1), clip.config.embeddingWidth]);
    layout = textLayout(prompts, textInsertions(run, params, features));
  });
  const { groups, prefix, blocks, blockLength } = layout!;
  const rows = groups * blocks * blockLength;
  return activationBytes(clip.config.text, rows, prefix + blockLength, checkpointing) / prompts.length;
}

/** The same without looking at the layout: no more than if nothing were shared. */
function mostBytesPerClass({ method, setup }: Run, images: number, checkpointing: Checkpointing): number {
  const { contextLength } = setup.clip.config.text;
  const longest = Math.max(...setup.prompts.map((ids) => ids.length));
  const groups = method.textPerImage ? Math.max(images, 1) : 1;
  return activationBytes(setup.clip.config.text, groups * longest, contextLength + longest, checkpointing);
}

const fitting = (room: number, each: number, rows: number) => Math.min(Math.floor(room / each), rows);

/** How many classes and images run at a time where nothing is differentiated. */
export function chunkSizes(run: Run, params: Params, images: number): { text: number; image: number } {
  const rows = { text: run.setup.prompts.length, image: Math.max(images, 1) };
  const fit = (each: number, all: number) => Math.max(fitting(run.memoryBudget, each, all), 1);
  const enough = mostBytesPerClass(run, images, 'none') * rows.text <= run.memoryBudget;
  return {
    text: enough ? rows.text : fit(bytesPerClass(run, params, images), rows.text),
    image: fit(bytesPerImage(run.setup), rows.image),
  };
}

export interface StepPlan {
  readonly text: TowerPlan;
  readonly image: TowerPlan;
}

interface Work {
  readonly images: number;
  /** Whether a tower is differentiated: else it takes no memory to speak of. */
  readonly trained: Readonly<Record<keyof StepPlan, boolean>>;
}

/**
 * What of a step runs when, within the budget: as many rows as fit run once, the others in chunks that take the budget one
 * after the other. A tower of which not even one row fits recomputes its blocks, unless the run says how it wants it.
 */
export function stepPlan(run: Run, params: Params, { images, trained }: Work): StepPlan {
  const { memoryBudget: budget, checkpointing = 'auto' } = run;
  const rows = { text: run.setup.prompts.length, image: images };
  const least = checkpointing === 'blocks' ? 'blocks' : 'none';
  const most =
    mostBytesPerClass(run, images, least) * rows.text + bytesPerImage(run.setup, least) * rows.image;
  if (most <= budget) {
    const whole = (part: keyof StepPlan): TowerPlan => {
      return { chunk: rows[part], inside: trained[part] ? rows[part] : 0, checkpointing: least };
    };
    return { text: whole('text'), image: whole('image') };
  }
  const bytes = {
    text: (mode: Checkpointing) => bytesPerClass(run, params, images, mode),
    image: (mode: Checkpointing) => bytesPerImage(run.setup, mode),
  };
  const tight = (part: keyof StepPlan) => checkpointing === 'auto' && bytes[part]('none') > budget;
  const modes = { text: tight('text') ? 'blocks' : least, image: tight('image') ? 'blocks' : least } as const;
  const each = { text: bytes.text(modes.text), image: bytes.image(modes.image) };
  const inside = rowsInside(budget, each, {
    rows,
    trained,
    readsImages: run.method.textPerImage !== undefined,
  });
  const plan = (part: keyof StepPlan): TowerPlan => {
    const chunk = Math.max(fitting(budget, each[part], rows[part]), 1);
    return { chunk, inside: inside[part], checkpointing: modes[part] };
  };
  return { text: plan('text'), image: plan('image') };
}

interface Rows extends Pick<Work, 'trained'> {
  readonly rows: Readonly<Record<keyof StepPlan, number>>;
  readonly readsImages: boolean;
}

function rowsInside(
  budget: number,
  each: Readonly<Record<keyof StepPlan, number>>,
  { rows, trained, readsImages }: Rows,
): Record<keyof StepPlan, number> {
  const fit = (part: keyof StepPlan, room: number) =>
    trained[part] ? fitting(room, each[part], rows[part]) : 0;
  if (!readsImages) {
    const image = fit('image', budget);
    return { image, text: fit('text', budget - image * each.image) };
  }
  // What a text tower reads that itself runs in chunks has to be there before.
  const text = fit('text', budget);
  return { text, image: text === rows.text ? fit('image', budget - text * each.text) : 0 };
}
