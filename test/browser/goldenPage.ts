/** The page of the recorded training steps. */
import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/browser';
import { useBackend } from '@dsra/runtime';
import '@tensorflow/tfjs-backend-webgpu';
import { runSent, type SentResult, type SentRun } from '../support/sentRun';

let clip: Clip | undefined;

/** Starts a backend, and loads the recorded Clip on it. */
export async function start(backend: 'webgpu' | 'webgl'): Promise<void> {
  clip?.dispose();
  await useBackend(backend);
  clip = await loadClip('./files/');
}

export const run = (sent: SentRun): Promise<SentResult> => runSent(clip!, sent);
