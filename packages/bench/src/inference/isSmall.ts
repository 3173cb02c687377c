import type { ClipConfig } from '@dsra/clip';

/** Whether a tower is narrower than the paper's: there is less to learn in, and less to break. */
export function isSmall({ text, vision }: ClipConfig): boolean {
  return Math.min(text.width, vision.width) < 512;
}
