import * as tf from '@tensorflow/tfjs';
import { BackendError } from './backendError';
import type { BackendChoice, BackendReport, SkippedBackend } from './backendReport';
import { type BackendOptions, type Candidate, isSkipped, type StartContext } from './backends/candidate';
import { cpu } from './backends/cpu';
import { importPackage } from './backends/optionalPackage';
import { tensorflow } from './backends/tensorflow';
import { wasmRerouted, wasmStock, wasmWithBlas } from './backends/wasm';
import { webgl } from './backends/webgl';
import { webgpu } from './backends/webgpu';

const inNodeOrder = [tensorflow, webgpu(false), wasmWithBlas, wasmRerouted, cpu];
const inBrowserOrder = [webgpu(false), webgl(false), wasmRerouted, webgl(true), cpu];

/** Asked for by name: the first of these that starts. */
const byName: Readonly<Record<Exclude<BackendChoice, 'auto'>, readonly Candidate[]>> = {
  tensorflow: [tensorflow],
  webgpu: [webgpu(true)],
  wasm: [wasmWithBlas, wasmRerouted],
  webgl: [webgl(true)],
  cpu: [cpu],
  'wasm-blas': [wasmWithBlas],
  'wasm-rerouted': [wasmRerouted],
  'wasm-stock': [wasmStock],
};

let current: BackendReport | undefined;

/**
 * Starts a TensorFlow.js backend and says what runs and why.
 *
 * `auto` takes the first that starts. In Node: tensorflow (tfjs-node-gpu, then tfjs-node), webgpu on a real GPU, wasm
 * with the system's BLAS, wasm with re-routed products, cpu. In browsers: webgpu on a real GPU, webgl on a real GPU,
 * wasm with re-routed products, webgl, cpu. Whatever is missing is a line in `skipped`.
 *
 * @throws BackendError `unknown-backend`, or `backend-unavailable` with what to install when a backend that was asked
 * for by name cannot be had.
 */
export async function useBackend(
  choice: BackendChoice = 'auto',
  options: BackendOptions = {},
): Promise<BackendReport> {
  // Silences TensorFlow.js's banner about native packages: the report says the same, and more.
  tf.enableProdMode();
  const context = contextOf(options);
  const candidates = candidatesFor(choice, context.inNode);
  const skipped: SkippedBackend[] = [];
  for (const candidate of candidates) {
    const result = await candidate.start(context);
    if (isSkipped(result)) {
      skipped.push({ name: candidate.label, ...result });
      continue;
    }
    const reason = choice === 'auto' ? result.reason : `asked for as ${choice}`;
    current = { name: candidate.name, ...result, reason, skipped };
    return current;
  }
  const { reason, remedy } = skipped.at(-1)!;
  throw new BackendError(
    'backend-unavailable',
    `backend ${choice} cannot be had: ${reason}; to have it: ${remedy}`,
  );
}

/** What `useBackend` started last; undefined before, and after somebody else has set another backend. */
export function currentBackend(): BackendReport | undefined {
  return current?.name === tf.getBackend() ? current : undefined;
}

/** The options with their defaults. */
export function contextOf(options: BackendOptions): StartContext {
  const { threads, startLimit = 30_000, load = importPackage } = options;
  return { threads, startLimit, load, inNode: tf.env().getBool('IS_NODE') };
}

function candidatesFor(choice: BackendChoice, inNode: boolean): readonly Candidate[] {
  if (choice === 'auto') return inNode ? inNodeOrder : inBrowserOrder;
  if (Object.hasOwn(byName, choice)) return byName[choice];
  const known = ['auto', ...Object.keys(byName)].join(', ');
  throw new BackendError('unknown-backend', `unknown backend "${choice as string}": choose one of ${known}`);
}
