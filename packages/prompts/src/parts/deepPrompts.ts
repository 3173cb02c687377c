/**
 * Deep prompts: vectors of their own at the input of the first blocks of a tower, each time in place of what the blocks
 * before made of the last ones (Jia et al. 2022, VPT; muzairkhattak/multimodal-prompt-learning clip/model.py).
 */
import type { TowerConfig, VectorsAt } from '@dsra/clip';
import { fromLeaves, leafAt, type Params, type Shapes } from '@dsra/core';
import type { Method, Parameters } from '../method';
import { contextPrompts, countWords, initContext } from './context';
import { checkWhole, normalVectors } from './vectors';

export interface DeepOptions {
  readonly tokens: number;
  /** How many blocks have vectors of their own, block 0 among them; at most all. */
  readonly depth: number;
}

/** A part of a method that learns something. */
type Learned<Slots extends keyof Method> = Pick<Method, Slots> & { readonly parameters: Parameters };

function checkOptions(tower: string, { tokens, depth }: DeepOptions): void {
  checkWhole(`the number of ${tower} vectors`, tokens, tower === 'text' ? 1 : 0);
  checkWhole(`the depth of ${tower} vectors`, depth, tower === 'text' ? 1 : 0);
}

/** The blocks with vectors: 0 … depth − 1. */
export const promptedLayers = (
  { tokens, depth }: DeepOptions,
  { layers }: Pick<TowerConfig, 'layers'>,
): number[] => Array.from({ length: tokens === 0 ? 0 : Math.min(depth, layers) }, (_, layer) => layer);

const shapesOf = (part: string, options: DeepOptions, tower: TowerConfig): Shapes =>
  Object.fromEntries(
    promptedLayers(options, tower).map((layer) => [`${part}.${layer}`, [options.tokens, tower.width]]),
  );

/** Image prompts, `vision.<layer>`: behind the patches, without a position of their own. */
export function deepVisionPrompts(options: DeepOptions): Learned<'vision'> {
  checkOptions('vision', options);
  const at = (layer: number) => (layer === 0 ? 'append' : 'last');
  const none = options.tokens === 0 || options.depth === 0;
  return {
    parameters: {
      shapes: ({ config }) => shapesOf('vision', options, config.vision),
      init: (random, { clip }) =>
        fromLeaves(
          Object.entries(shapesOf('vision', options, clip.config.vision)).map(
            ([path, shape]) => [path, normalVectors(random, shape)] as const,
          ),
        ),
    },
    ...(!none && {
      vision: (params, { clip }) => ({
        vectors: vectorsOf(params, 'vision', promptedLayers(options, clip.config.vision), at),
      }),
    }),
  };
}

/** Text prompts, `text.<layer>`: over the tokens behind the start token; the first ones start as words if there are enough. */
export function deepTextPrompts({
  words,
  ...options
}: DeepOptions & { words: string }): Learned<'prompts' | 'text'> {
  checkOptions('text', options);
  const enough = words.trim() !== '' && options.tokens <= countWords(words);
  const context = { contextTokens: options.tokens, words: enough ? words : undefined };
  return {
    prompts: contextPrompts(context),
    parameters: {
      shapes: ({ config }) => shapesOf('text', options, config.text),
      init: (random, frame) =>
        fromLeaves(
          Object.entries(shapesOf('text', options, frame.clip.config.text)).map(
            ([path, shape], layer) =>
              [
                path,
                layer === 0 ? initContext(context, random, frame) : normalVectors(random, shape),
              ] as const,
          ),
        ),
    },
    text: (params, { clip }) => ({
      vectors: vectorsOf(params, 'text', promptedLayers(options, clip.config.text), () => 1),
    }),
  };
}

const vectorsOf = (
  params: Params,
  part: string,
  layers: readonly number[],
  at: (layer: number) => VectorsAt['at'],
): VectorsAt[] =>
  layers.map((layer) => ({ layer, vectors: leafAt(params, `${part}.${layer}`), at: at(layer) }));
