/** Recorded training steps as plain numbers: what a page is sent, and what it sends back. Nothing here needs Node or jest. */
import { type Clip, createClip } from '@dsra/clip';
import { fromLeaves, leaves, type Params } from '@dsra/core';
import { sgd } from '@dsra/prompts';
import { countWebgpuCalls, type WebgpuCalls } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { disposeSetup, prepareSetup } from '../../packages/prompts/src/setup';
import { namedLosses } from '../../packages/prompts/src/training/health';
import { classify } from '../../packages/prompts/src/training/objective';
import type { Run } from '../../packages/prompts/src/training/run';
import { oneHot } from '../../packages/prompts/src/training/source';
import { disposeState, initialState, trainStep } from '../../packages/prompts/src/training/step';
import { encodeAll, imageTower, textTower } from '../../packages/prompts/src/training/towers';
import { methodOf, type RecordedRun } from './recordedRuns';
import { recordingGradient } from './recordingGradient';

export interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

export interface SentRun {
  readonly json: RecordedRun;
  /** Initial parameters by path, in the method's order. */
  readonly start: readonly (readonly [path: string, numbers: Numbers])[];
  /** Of each step, `[B, H, W, 3]`. */
  readonly pixels: readonly Numbers[];
  /** Token ids of every text that the run asks for. */
  readonly tokens: Readonly<Record<string, readonly number[]>>;
}

export interface SentStep {
  readonly imageFeatures: Numbers;
  readonly textFeatures: Numbers;
  readonly logits: Numbers;
  readonly losses: Readonly<Record<string, number>>;
  /** Of all parameters, one behind the other. */
  readonly gradient: number[];
  /** What the step asked of the graphics adapter until its losses were there; nothing on other backends. */
  readonly calls: WebgpuCalls | undefined;
}

export interface SentResult {
  readonly steps: readonly SentStep[];
  readonly final: readonly (readonly [path: string, numbers: Numbers])[];
  readonly leaked: number;
}

const numbersOf = async (tensor: tf.Tensor): Promise<Numbers> => ({
  shape: [...tensor.shape],
  values: Array.from(await tensor.data()),
});

const tensorOf = ({ shape, values }: Numbers) => tf.tensor(values, shape);

/** Runs the recorded steps on the current backend, which need not be able to read back at once. */
export async function runSent(plain: Clip, { json, start, pixels, tokens }: SentRun): Promise<SentResult> {
  const before = tf.memory().numTensors;
  const clip = createClip({ ...plain, tokenizer: { encode: (text) => [...tokens[text]!] } });
  const method = methodOf(json)!;
  const setup = prepareSetup(method, { clip, classNames: json.classnames }, { forTraining: true });
  const run: Run = { method, setup, memoryBudget: 1e9 };
  const { momentum, weight_decay: weightDecay, lr: learningRate } = json.optimizer;
  const optimizer = recordingGradient(sgd({ momentum, weightDecay }));
  let state = initialState(fromLeaves(start.map(([path, numbers]) => [path, tensorOf(numbers)])), optimizer);
  const steps: SentStep[] = [];
  for (const [k, sent] of pixels.entries()) {
    const batch = {
      pixels: tensorOf(sent) as tf.Tensor4D,
      labels: oneHot(json.log[k]!.labels, json.classnames.length),
    };
    const forward = await forwardOf(run, state.params, batch.pixels);
    const step = async () => {
      const stepped = trainStep(run, state, batch, { optimizer, learningRate });
      return { ...stepped, numbers: await stepped.report.data<'float32'>() };
    };
    const { result, calls } = await counted(step);
    disposeState(state);
    state = result.state;
    const gradient = Array.from(await state.memory.gradient!.data());
    steps.push({ ...forward, losses: namedLosses(run, result.numbers), gradient, calls });
    tf.dispose([result.report, batch.pixels, batch.labels]);
  }
  const final = await Promise.all(
    leaves(state.params).map(async ([path, leaf]) => [path, await numbersOf(leaf)] as const),
  );
  disposeState(state);
  disposeSetup(setup);
  return { steps, final, leaked: tf.memory().numTensors - before };
}

async function counted<T>(work: () => Promise<T>): Promise<{ result: T; calls: WebgpuCalls | undefined }> {
  return tf.getBackend() === 'webgpu' ? countWebgpuCalls(work) : { result: await work(), calls: undefined };
}

async function forwardOf(run: Run, params: Params, pixels: tf.Tensor4D) {
  const { image, text, logits } = tf.tidy(() => {
    const image = encodeAll(imageTower(run, pixels, { chunk: pixels.shape[0] }), params);
    const text = encodeAll(textTower(run, { chunk: run.setup.prompts.length }), params, image);
    return { image, text, logits: classify(run, params, { image, text }).logits };
  });
  const [imageFeatures, textFeatures] = [await numbersOf(image), await numbersOf(text)];
  const numbers = { imageFeatures, textFeatures, logits: await numbersOf(logits) };
  tf.dispose([image, text, logits]);
  return numbers;
}
