/**
 * Floating-point operations that a result needs, counted from the architecture: two for each multiplication of a matrix
 * product. Element-wise work, and whatever an implementation computes beyond need, are not counted.
 *
 * A block of width d and feed-forward width f over R rows, whose attention looks at P pairs of tokens:
 *
 *     forward    queries, keys, values, output   2·R·d·4d       feed-forward   2·R·d·2f
 *                scores and context              2·P·d·2
 *                DsRA of rank k, at both sites   2·R·d·k·4
 *     backward   1 × the linear maps (frozen: no gradients of kernels), 2 × attention, 2 × DsRA
 *
 * Prompts end at their end token and share one prefix; the last block answers for the class and end tokens alone.
 */
import { commonPrefix, type ClipConfig, type TowerConfig } from '@dsra/clip';

/** What a tower computes on. */
export interface Rows {
  /** Tokens of all sequences. */
  readonly all: number;
  /** Tokens whose feature is asked for. */
  readonly asked: number;
  /** Pairs (token, token it attends to). */
  readonly pairs: number;
  readonly askedPairs: number;
}

/** Operations of a forward pass, by how often the backward pass repeats them. */
interface Operations {
  readonly linear: number;
  readonly attention: number;
  readonly adapters: number;
}

export function imageRows({ vision }: ClipConfig, images: number): Rows {
  const tokens = 1 + (vision.imageSize / vision.patchSize) ** 2;
  return { all: images * tokens, asked: images, pairs: images * tokens ** 2, askedPairs: images * tokens };
}

/** @param prompts token ids of each prompt, start to end token */
export function textRows(prompts: readonly (readonly number[])[]): Rows {
  const prefix = commonPrefix(prompts);
  const upTo = (length: number) => (length * (length + 1)) / 2;
  const lengths = prompts.map((ids) => ids.length);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    all: prefix + sum(lengths.map((length) => length - prefix)),
    asked: prompts.length,
    pairs: upTo(prefix) + sum(lengths.map((length) => upTo(length) - upTo(prefix))),
    askedPairs: sum(lengths),
  };
}

function towerOperations(
  { width, feedForwardWidth, layers }: TowerConfig,
  rows: Rows,
  rank: number,
): Operations {
  const full = layers - 1;
  const rest = width + 2 * feedForwardWidth;
  const keysAndValues = layers * rows.all * 2 * width;
  const allRows = full * rows.all + rows.asked;
  return {
    linear: 2 * width * (keysAndValues + allRows * (width + rest)),
    attention: 4 * width * (full * rows.pairs + rows.askedPairs),
    adapters: 4 * width * rank * (layers * rows.all + allRows),
  };
}

const projection = (config: ClipConfig, tower: TowerConfig, rows: Rows) =>
  2 * rows.asked * tower.width * config.embeddingWidth;

/** Images → features, on plain CLIP. */
export function imageOperations(config: ClipConfig, images: number): number {
  const { vision } = config;
  const rows = imageRows(config, images);
  const { linear, attention } = towerOperations(vision, rows, 0);
  const patches = 2 * (rows.all - images) * 3 * vision.patchSize ** 2 * vision.width;
  return patches + linear + attention + projection(config, vision, rows);
}

/** A training step of DsRA: both towers forward and backward. */
export function stepOperations(
  config: ClipConfig,
  { images, prompts, rank }: { images: number; prompts: readonly (readonly number[])[]; rank: number },
): number {
  const towers = [
    [config.vision, imageRows(config, images)],
    [config.text, textRows(prompts)],
  ] as const;
  const both = towers.map(([tower, rows]) => {
    const { linear, attention, adapters } = towerOperations(tower, rows, rank);
    return 2 * linear + 3 * attention + 3 * adapters + 2 * projection(config, tower, rows);
  });
  const { patchSize, width } = config.vision;
  const patches = 2 * (imageRows(config, images).all - images) * 3 * patchSize ** 2 * width;
  return patches + both[0]! + both[1]!;
}
