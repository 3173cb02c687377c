/**
 * Floating-point operations that a result needs, counted from the architecture: two for each multiplication of a matrix
 * product. Element-wise work, and whatever an implementation computes beyond need (padding, masked pairs, what it recomputes
 * to save memory), are not counted; nor are the small products behind the towers (logits, losses, MaPLe's couplings).
 *
 * A block of width d and feed-forward width f over R rows, whose attention looks at P pairs of tokens:
 *
 *     forward    queries, keys, values, output   2·R·d·4d       feed-forward   2·R·d·2f
 *                scores and context              2·P·d·2
 *                an adapter of rank k            2·R·d·k·2 at each site
 *     backward   1 × the linear maps (frozen: no gradients of kernels), 2 × attention, 2 × adapters
 *
 * Rows are tokens: the class token, the patches and the prompts behind them; in the text tower the prefix that all classes
 * share once, and of each class what follows up to its end token. Prompts count in every block, also in those that write
 * them anew. The last block answers for the class and end tokens alone. A tower that nothing is learned in runs forward
 * only; where it is the text tower, its features are known before the step. A teacher of image features is one more forward
 * pass of the plain image tower, without the patch embedding, which is the student's too. A tower's backward pass is counted
 * through all of its blocks, since something is learned at the first one in every method here; but without an adapter before
 * the first block's queries, keys and values their backward product is not: only the rows of prompts need it, a few of many.
 */
import { type AdapterAt, commonPrefix, type ClipConfig, type Site, type TowerConfig } from '@dsra/clip';

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

/** What a method makes of a tower. */
export interface TowerWork {
  readonly rows: Rows;
  /** Whether something is learned in it: then a step runs it backward too. */
  readonly learns: boolean;
  readonly adapters?: readonly Pick<AdapterAt, 'layer' | 'site'>[];
  /** Of every adapter. */
  readonly rank?: number;
}

export interface StepWork {
  readonly images: number;
  readonly vision: TowerWork;
  readonly text: TowerWork;
  /** Whether the plain image tower sees the batch too. */
  readonly teacher: boolean;
}

/** @param prompts tokens that stand behind the patches of each picture */
export function imageRows({ vision }: ClipConfig, images: number, prompts = 0): Rows {
  const tokens = 1 + (vision.imageSize / vision.patchSize) ** 2 + prompts;
  return { all: images * tokens, asked: images, pairs: images * tokens ** 2, askedPairs: images * tokens };
}

/**
 * @param prompts token ids of each prompt, start to end token
 * @param prefix how many of the first tokens are computed once for all
 */
export function textRows(prompts: readonly (readonly number[])[], prefix = commonPrefix(prompts)): Rows {
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

/** Operations of a forward pass, by how often the backward pass repeats them. */
interface Operations {
  readonly linear: number;
  /** Of these the backward pass leaves out. */
  readonly notBackward: number;
  readonly attention: number;
  readonly adapters: number;
}

function towerOperations(config: TowerConfig, embeddingWidth: number, work: TowerWork): Operations {
  const { width, feedForwardWidth, layers } = config;
  const { rows, adapters = [], rank = 0 } = work;
  const full = layers - 1;
  const keysAndValues = layers * rows.all * 2 * width;
  const allRows = full * rows.all + rows.asked;
  const queries = full > 0 ? rows.all : rows.asked;
  const learnsInFront = adapters.some(({ layer, site }) => layer === 0 && site === 'attentionIn');
  const perAdapter = ({ layer, site }: { layer: number; site: Site }) => {
    const ofAll = site === 'attentionIn' || layer < full;
    return (ofAll ? rows.all : rows.asked) * (site === 'feedForwardOut' ? feedForwardWidth : width);
  };
  return {
    linear:
      2 * width * (keysAndValues + allRows * (2 * width + 2 * feedForwardWidth)) +
      2 * rows.asked * width * embeddingWidth,
    notBackward: learnsInFront ? 0 : 2 * width * width * (2 * rows.all + queries),
    attention: 4 * width * (full * rows.pairs + rows.askedPairs),
    adapters: 4 * rank * adapters.map(perAdapter).reduce((sum, each) => sum + each, 0),
  };
}

const forward = ({ linear, attention, adapters }: Operations) => linear + attention + adapters;
const bothWays = ({ linear, notBackward, attention, adapters }: Operations) =>
  2 * linear - notBackward + 3 * (attention + adapters);

/** Images → features: on plain CLIP, or with what a method makes of the tower. */
export function imageOperations(config: ClipConfig, images: number, work?: TowerWork): number {
  const plain = { rows: imageRows(config, images), learns: false };
  return (
    patchOperations(config, images) +
    forward(towerOperations(config.vision, config.embeddingWidth, work ?? plain))
  );
}

function patchOperations({ vision }: ClipConfig, images: number): number {
  const patches = (vision.imageSize / vision.patchSize) ** 2;
  return 2 * images * patches * 3 * vision.patchSize ** 2 * vision.width;
}

/** A training step. */
export function stepOperations(config: ClipConfig, { images, vision, text, teacher }: StepWork): number {
  const { embeddingWidth } = config;
  const ofVision = towerOperations(config.vision, embeddingWidth, vision);
  const ofText = towerOperations(config.text, embeddingWidth, text);
  const plain = towerOperations(config.vision, embeddingWidth, {
    rows: imageRows(config, images),
    learns: false,
  });
  return (
    patchOperations(config, images) +
    (vision.learns ? bothWays(ofVision) : forward(ofVision)) +
    (text.learns ? bothWays(ofText) : 0) +
    (teacher && vision.learns ? forward(plain) : 0)
  );
}
