import { DsraError } from '@dsra/core';
import type { ClipConfig } from '../config';
import { huggingFaceLayout } from './huggingFaceLayout';
import type { ClipLayout } from './layout';
import { openAiLayout } from './openAiLayout';

/** The families of weight names. */
export type Naming = 'huggingFace' | 'openAi' | 'openClip';

/**
 * Which family a checkpoint's names belong to; `openClip` is OpenAI's with the text tower behind `text.`.
 * @throws DsraError `mismatch`: none
 */
export function namingOf(names: Iterable<string>, file: string): Naming {
  const all = [...names];
  if (all.some((name) => /^(text|vision)_model\./.test(name))) return 'huggingFace';
  if (all.some((name) => name.startsWith('text.transformer.'))) return 'openClip';
  if (all.some((name) => /^(visual\.)?transformer\./.test(name))) return 'openAi';
  const some = all.slice(0, 3).join(', ') || 'no tensors';
  throw new DsraError(
    'mismatch',
    `${file} holds no CLIP by HuggingFace's, OpenAI's or OpenCLIP's names: found ${some} …`,
  );
}

export function layoutOf(naming: Naming, config: ClipConfig): ClipLayout {
  if (naming === 'huggingFace') return huggingFaceLayout(config);
  return openAiLayout(config, textPrefixOf(naming));
}

export function textPrefixOf(naming: Naming): '' | 'text.' {
  return naming === 'openClip' ? 'text.' : '';
}
