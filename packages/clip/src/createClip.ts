import { DsraError } from '@dsra/core';
import type { Clip, Preprocessing, Prompt, Tokenizer } from './clip';
import type { ClipConfig } from './config';
import { textFeatures } from './encoder/textTower';
import { imageFeatures } from './encoder/visionTower';
import { checkLength } from './tokenizer/checkLength';
import { type ClipWeights, disposeWeights } from './weights';

/** What a Clip is made of; it takes ownership of the weights. */
export interface ClipParts {
  readonly config: ClipConfig;
  readonly weights: ClipWeights;
  readonly tokenizer: Tokenizer;
  readonly preprocessing: Preprocessing;
  /** Where it came from: a folder or a hub name. */
  readonly name: string;
}

/** A Clip from its parts. `dispose()` disposes the weights. */
export function createClip(parts: ClipParts): Clip {
  const { config, weights, tokenizer, name } = parts;
  const check = (): void => {
    if (!weights.logitScale.isDisposed) return;
    throw new DsraError('badInput', `the Clip ${name} was disposed: dispose it after its last use`);
  };
  return {
    ...parts,
    encodeImage: (pixels, insertions, options) => {
      check();
      return imageFeatures(weights.vision, config.vision, pixels, { ...options, insertions });
    },
    encodeText: (prompts, insertions, options) => {
      check();
      const rows = tokenRows(prompts, tokenizer, config);
      return textFeatures(weights.text, config.text, rows, { ...options, insertions });
    },
    dispose: () => {
      disposeWeights(weights);
    },
  };
}

/**
 * Token ids of prompts, each up to its end token: the largest id of the row (openai/CLIP takes the argmax; the
 * `eos_token_id` of old converted checkpoints is wrong).
 * Errors: no prompts; a prompt longer than the context.
 */
export function tokenRows(prompts: readonly Prompt[], tokenizer: Tokenizer, config: ClipConfig): number[][] {
  const { vocabularySize } = config.text;
  if (prompts.length === 0) throw new DsraError('badInput', 'there are no prompts to encode');
  return prompts.map((prompt) => {
    const ids = typeof prompt === 'string' ? tokenizer.encode(prompt) : prompt;
    const row = ids.slice(0, ids.indexOf(Math.max(...ids)) + 1);
    const called = typeof prompt === 'string' ? `“${prompt}”` : `prompt [${prompt.slice(0, 8).join(', ')}…]`;
    checkLength(row, config, called);
    if (row.length < 2 || row.some((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize)) {
      throw new DsraError(
        'badInput',
        `${called} is not a row of token ids below ${vocabularySize}, start to end token`,
      );
    }
    return row;
  });
}
