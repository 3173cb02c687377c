import { DsraError } from '@dsra/core';
import type { ClipConfig } from '../config';

/**
 * Refuses sizes that contradict each other.
 * @throws DsraError `badConfig` with everything that is wrong
 */
export function checkConfig(config: ClipConfig, file: string): ClipConfig {
  const { text, vision } = config;
  const wrong = [
    ...divides('the text width', text.width, 'heads', text.heads),
    ...divides('the image width', vision.width, 'heads', vision.heads),
    ...divides('the image size', vision.imageSize, 'patch size', vision.patchSize),
  ];
  if (wrong.length > 0) throw new DsraError('badConfig', `${file}: ${wrong.join('; ')}`);
  return config;
}

function divides(what: string, whole: number, parts: string, part: number): string[] {
  return Number.isInteger(part) && whole % part === 0
    ? []
    : [`${what} ${whole} is no multiple of its ${parts} ${part}`];
}
