/** What runs inside the page of a lane. */
import { type Clip, type ClipConfig } from '@dsra/clip';
import { loadClip } from '@dsra/clip/browser';
import { fit, type FitOptions, methodNamed, methodTable } from '@dsra/prompts';
import { type BackendReport, countWebgpuCalls, useBackend, wasmHeapBytes } from '@dsra/runtime';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs';
import type { Lane } from './lanes';
import { randomClip } from './randomClip';

/** A model with random weights, or the one that the page's server has under `/model/`. */
export interface Model {
  readonly name: string;
  readonly config?: ClipConfig;
}

export interface Work {
  readonly method: string;
  readonly classes: number;
}

export interface Step {
  readonly milliseconds: number;
  readonly loss: number;
  /** The WASM heap, which never shrinks, or what WebGPU has allocated. */
  readonly memoryBytes: number;
}

const BATCH = 4;
const RANK = 50;
let clip: Clip;

/** Starts the lane's backend with the model on it. */
export async function start({ backend }: Lane, model: Model): Promise<BackendReport> {
  setWasmPaths('/wasm/');
  const report = await useBackend(backend);
  clip = model.config ? randomClip(model.config, model.name) : await loadClip('./model/');
  return report;
}

/** One training step through `fit`, as a user runs it: pictures to pixels, forward, backward, SGD. */
export async function step(work: Work): Promise<Step> {
  let [milliseconds, loss] = [NaN, NaN];
  const onProgress: FitOptions['onProgress'] = (progress) => {
    milliseconds = (1000 * BATCH) / progress.picturesPerSecond;
    loss = progress.loss;
  };
  await train(work, { onProgress, epochs: 1 });
  const { numBytesAllocatedInGPU = 0 } = tf.memory() as { numBytesAllocatedInGPU?: number };
  return { milliseconds, loss, memoryBytes: wasmHeapBytes() ?? numBytesAllocatedInGPU };
}

/** Shaders that WebGPU starts in one step; undefined on other backends. */
export async function dispatches(work: Work): Promise<number | undefined> {
  if (tf.getBackend() !== 'webgpu') return undefined;
  const during = async (epochs: number) =>
    (await countWebgpuCalls(() => train(work, { epochs }))).calls.dispatches;
  return (await during(2)) - (await during(1));
}

async function train({ method: name, classes }: Work, more: Partial<FitOptions>): Promise<void> {
  const { text, vision } = clip.config;
  const rank = Math.min(RANK, text.width, vision.width);
  const method = methodNamed(name, 'rank' in methodTable[name]!.options ? { rank } : {});
  // The letters of the alphabet and pairs of them: about as many tokens as real names have.
  const letter = (i: number) => String.fromCharCode(97 + (i % 26));
  const classNames = Array.from({ length: classes }, (_, i) =>
    i < 26 ? letter(i) : `${letter(Math.floor(i / 26) - 1)} ${letter(i)}`,
  );
  const examples = Array.from({ length: BATCH }, (_, i) => ({ image: picture(i), label: i % classes }));
  const plan = { batchSize: BATCH, augment: { leastArea: 1 }, ...more };
  const tuned = await fit(method, { clip, classNames, examples, ...plan });
  tuned.dispose();
}

function picture(seed: number) {
  const { size } = clip.preprocessing;
  const wave = (_: unknown, i: number) => 128 + 100 * Math.sin(i * (0.01 + 0.001 * seed));
  return { width: size, height: size, data: Uint8Array.from({ length: size * size * 3 }, wave) };
}
