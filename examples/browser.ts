/**
 * A page that teaches CLIP its visitor's own classes: nothing leaves the browser.
 * Bundle it (`npx esbuild examples/browser.ts --bundle --format=esm --outfile=page.js`) and serve it beside a model folder.
 */
import { loadClip, readPicture } from '@dsra/clip/browser';
import { dsra, fit, type Progress, type Tuned } from '@dsra/prompts';
import { type BackendChoice, useBackend } from '@dsra/runtime';

/** Chosen files by class name: `{ cat: input.files, dog: otherInput.files }`. */
export type Chosen = Readonly<Record<string, Iterable<Blob>>>;

export interface TeachOptions {
  /** Where the model folder is served: `./model/`, or a name on the HuggingFace hub. */
  readonly model: string;
  readonly backend?: BackendChoice;
  readonly onProgress?: (progress: Progress) => void;
}

/** Learns the classes of the chosen pictures. `tuned.files()` are what a download button would save. */
export async function teach(chosen: Chosen, { model, backend, onProgress }: TeachOptions): Promise<Tuned> {
  await useBackend(backend);
  const clip = await loadClip(model);
  const pictures = Object.entries(chosen).flatMap(([label, files]) =>
    Array.from(files, async (file) => ({ image: await readPicture(file), label })),
  );
  return fit(dsra({ rank: 16 }), {
    clip,
    classNames: Object.keys(chosen),
    examples: await Promise.all(pictures),
    epochs: 10,
    ...(onProgress && { onProgress }),
  });
}

/** What is in this picture? */
export async function recognise(tuned: Tuned, file: Blob): Promise<string> {
  const { label, probability } = await tuned.predict(await readPicture(file));
  return `${label}, ${(100 * probability).toFixed(0)} %`;
}
