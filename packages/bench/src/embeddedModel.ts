import { fileURLToPath } from 'node:url';

/** The folder of the small CLIP that comes with this package, in the HuggingFace layout: for `loadClip`. */
export function embeddedModel(): string {
  return fileURLToPath(new URL('../model', import.meta.url));
}
