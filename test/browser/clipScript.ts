/** What the browser test of `loadClip` runs inside the page. */
import { loadClip } from '@dsra/clip/browser';
import { isDsraError } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';

/** Loads from an address or hub name: features of one prompt, and how many bytes were announced and received. */
export async function encode(source: string, ids: number[]) {
  await tf.setBackend('cpu');
  const downloads: Record<string, [number, number]> = {};
  const clip = await loadClip(source, {
    onProgress: ({ stage, file, done, total }) => {
      if (stage === 'download') downloads[file] = [done, total];
    },
  });
  const features = clip.encodeText([ids]);
  const values = Array.from(await features.data());
  features.dispose();
  clip.dispose();
  return { values, downloads, left: tf.memory().numTensors };
}

/** The same from files that a user chose. */
export async function encodeChosen(addresses: string[], ids: number[]) {
  await tf.setBackend('cpu');
  const files = await Promise.all(
    addresses.map(
      async (address) => new File([await (await fetch(address)).blob()], address.split('/').at(-1)!),
    ),
  );
  const clip = await loadClip(files);
  const values = Array.from(await clip.encodeText([ids]).data());
  clip.dispose();
  return values;
}

/** The code and message of the error that an address gives. */
export async function refuse(source: string): Promise<string> {
  return loadClip(source).then(
    () => 'loaded',
    (error: unknown) => (isDsraError(error) ? `${error.code}: ${error.message}` : String(error)),
  );
}
