/**
 * A learned context: vectors in place of the words around a class name (KaiyangZhou/CoOp trainers/coop.py).
 *
 *     end:    [start] v1 … vM  name  .  [end]
 *     middle: [start] v1 … vh  name  vh+1 … vM  .  [end]      h = ⌊M/2⌋
 *     front:  [start] name  v1 … vM  .  [end]
 */
import { cleanClassName, frozen, type Prompt, type Tokenizer, type VectorsAt } from '@dsra/clip';
import { DsraError, type Random } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Architecture, Frame, Method, Parameters, Setup } from '../method';
import { checkWhole, normalVectors } from './vectors';

export type ClassNameAt = 'end' | 'middle' | 'front';

export interface ContextOptions {
  /** M, how many vectors. */
  readonly contextTokens: number;
  /**
   * Words in front of the class name whose token embeddings the vectors start as; random without. Where there are more
   * vectors than words, the first ones start as zeros (ProGrad); words that get no vector stay as they are (IVLP).
   */
  readonly words?: string | undefined;
  /** Default: `'end'`. */
  readonly classNameAt?: ClassNameAt | undefined;
  /** Vectors of each class's own. Default: the same for all. */
  readonly perClass?: boolean | undefined;
}

/** `[M, width]`, or `[C, M, width]` with vectors of each class's own. */
export function contextShape(
  { contextTokens, perClass = false }: ContextOptions,
  { config, classes }: Architecture,
): number[] {
  return [...(perClass ? [classes] : []), contextTokens, config.text.width];
}

/** Fresh vectors; the caller owns them. */
export function initContext(options: ContextOptions, random: Random, frame: Frame): tf.Tensor {
  const { words, contextTokens } = options;
  const architecture = { config: frame.clip.config, classes: frame.classNames.length };
  if (words === undefined) return normalVectors(random, contextShape(options, architecture));
  const { tokenizer, weights, config } = frame.clip;
  const [empty, ids] = [fillers(options), tokenizer.encode(words).slice(1)];
  return tf.tidy(() => {
    const worded = frozen.lookup(
      weights.text.tokenEmbedding,
      Int32Array.from(ids.slice(0, contextTokens - empty)),
    );
    return tf.concat([tf.zeros([empty, config.text.width]), worded]);
  });
}

/** How many words there are, as the papers' code counts: by spaces. */
export const countWords = (words: string): number => words.trim().split(/\s+/).length;

/** Vectors that stand for no word. */
const fillers = ({ contextTokens, words }: ContextOptions): number =>
  words === undefined ? contextTokens : Math.max(contextTokens - countWords(words), 0);

/** One token row per class, with any token in the places of the vectors. */
export const contextPrompts =
  (options: ContextOptions) =>
  ({ clip, classNames }: Frame): Prompt[] =>
    classNames.map((name) => contextPrompt(options, clip.tokenizer, cleanClassName(name)));

function contextPrompt(options: ContextOptions, tokenizer: Tokenizer, name: string): number[] {
  const { words, contextTokens, classNameAt = 'end' } = options;
  const [start, ...rest] = tokenizer.encode(words === undefined ? `${name}.` : `${words} ${name}.`);
  const row = [start!, ...Array<number>(fillers(options)).fill(start!), ...rest];
  if (classNameAt === 'end') return row;
  const nameLength = tokenizer.encode(name).length - 2;
  const behind = 1 + contextTokens;
  checkTail(row.length - behind - nameLength, name);
  const [context, named] = [row.slice(1, behind), row.slice(behind, behind + nameLength)];
  const before = context.slice(0, beforeName(options));
  return [start!, ...before, ...named, ...context.slice(before.length), ...row.slice(behind + nameLength)];
}

/** The full stop and the end token: `vectorsOf` counts on them. */
const TAIL = 2;

function checkTail(length: number, name: string): void {
  if (length === TAIL) return;
  throw new DsraError(
    'badConfig',
    `with the class name "${name}" in the middle or at the front, context words must be one token each: leave them out, or put the name at the end`,
  );
}

function beforeName({ contextTokens, classNameAt = 'end' }: ContextOptions): number {
  return { end: contextTokens, middle: Math.floor(contextTokens / 2), front: 0 }[classNameAt];
}

/** The whole part: a context as the only thing that is learned. */
export function learnedContext(
  options: ContextOptions,
): Pick<Method, 'prompts' | 'text'> & { parameters: Parameters } {
  const given = { ...options, words: options.words?.trim() === '' ? undefined : options.words };
  checkWhole('contextTokens', options.contextTokens, 1);
  return {
    prompts: contextPrompts(given),
    parameters: {
      shapes: (architecture) => ({ context: contextShape(given, architecture) }),
      init: (random, frame) => ({ context: initContext(given, random, frame) }),
    },
    text: ({ context }, setup) => ({ vectors: contextVectors(given, context as tf.Tensor, setup) }),
  };
}

/** Where the vectors are written at the tower's input. */
export function contextVectors(options: ContextOptions, context: tf.Tensor, { prompts }: Setup): VectorsAt[] {
  const { contextTokens } = options;
  const before = beforeName(options);
  const behind = contextTokens - before;
  const part = (begin: number, size: number) =>
    size === contextTokens
      ? context
      : tf.slice(
          context,
          [...(context.rank === 3 ? [0] : []), begin, 0],
          [...(context.rank === 3 ? [-1] : []), size, -1],
        );
  return [
    ...(before > 0 ? [{ layer: 0, vectors: part(0, before), at: 1 }] : []),
    ...(behind > 0
      ? [{ layer: 0, vectors: part(before, behind), at: prompts.map((ids) => ids.length - TAIL - behind) }]
      : []),
  ];
}
