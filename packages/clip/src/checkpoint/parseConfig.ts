import { DsraError } from '@dsra/core';
import type { ClipConfig } from '../config';
import { checkConfig } from './checkConfig';
import { huggingFaceConfig, isHuggingFaceConfig } from './huggingFaceConfig';
import { isOpenClipConfig, openClipConfig } from './openClipConfig';

/**
 * The architecture that a checkpoint's `config.json` (HuggingFace) or `open_clip_config.json` (OpenCLIP) describes.
 * What a file leaves out has its format's defaults; an activation other than quick_gelu and gelu is refused.
 * @param file what messages call it
 * @throws DsraError `badConfig` with every value that is wrong
 */
export function parseConfig(json: unknown, file: string): ClipConfig {
  if (isOpenClipConfig(json)) return checkConfig(openClipConfig(json, file), file);
  if (isHuggingFaceConfig(json)) return checkConfig(huggingFaceConfig(json, file), file);
  throw new DsraError(
    'badConfig',
    `${file} describes no CLIP: expected HuggingFace's or OpenCLIP's configuration`,
  );
}

/** Whether a JSON value has one of the forms that `parseConfig` reads. */
export function isClipConfig(json: unknown): boolean {
  return isOpenClipConfig(json) || isHuggingFaceConfig(json);
}

export { isOpenClipConfig };
