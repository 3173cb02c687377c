import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { BackendError } from './backendError';
import { type BackendChoice, describeBackend } from './backendReport';
import { importPackage } from './backends/optionalPackage';
import { measureMatMul } from './speed/measureMatMul';
import { measureSgemmPeak } from './speed/measureSgemmPeak';
import { currentBackend, useBackend } from './useBackend';

const missing = (packageName: string) =>
  Promise.reject(
    Object.assign(new Error(`Cannot find package '${packageName}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
  );

/** Loads these packages, really or as given; all others are missing. */
const only =
  (packages: Record<string, () => unknown>, asked: string[] = []) =>
  (packageName: string): Promise<unknown> => {
    asked.push(packageName);
    const load = packages[packageName];
    return load ? Promise.resolve().then(load) : missing(packageName);
  };

const wasmPackage = '@tensorflow/tfjs-backend-wasm';
const wasm = { [wasmPackage]: () => importPackage(wasmPackage) };

/** A package that registers the native backend: plain JavaScript under its name. */
const fakeTensorflow = () => {
  const Backend = tf.findBackend('cpu').constructor as new () => tf.KernelBackend;
  tf.registerBackend('tensorflow', () => new Backend());
};

const dawn = (description: string) => ({
  globals: { GPUBufferUsage: {} },
  create: () => ({ requestAdapter: () => Promise.resolve({ info: { description } }) }),
});

async function failureOf(choice: string, options = {}): Promise<BackendError> {
  return useBackend(choice as BackendChoice, options).then(
    () => Promise.reject(new Error(`${choice} started`)),
    (error: unknown) => error as BackendError,
  );
}

beforeEach(() => useBackend('cpu'));
afterEach(() => {
  if (tf.findBackendFactory('tensorflow') as unknown) tf.removeBackend('tensorflow');
  delete process.env.DSRA_BLAS;
});

describe('auto', () => {
  test('starts something and says why', async () => {
    const report = await useBackend();
    expect(currentBackend()).toBe(report);
    expect(report.name).toBe(tf.getBackend());
    expect(report.reason).not.toBe('');
    for (const { reason, remedy } of report.skipped) expect(reason && remedy).not.toBe('');
  });

  test('prefers the GPU package of native TensorFlow, then the other, and reads no further', async () => {
    const asked: string[] = [];
    const both = { '@tensorflow/tfjs-node-gpu': fakeTensorflow, '@tensorflow/tfjs-node': fakeTensorflow };
    const report = await useBackend('auto', { load: only(both, asked) });
    expect(report).toMatchObject({ name: 'tensorflow', skipped: [] });
    expect(asked).toEqual(['@tensorflow/tfjs-node-gpu']);
    tf.removeBackend('tensorflow');
    asked.length = 0;
    const second = { '@tensorflow/tfjs-node': fakeTensorflow };
    expect(await useBackend('auto', { load: only(second, asked) })).toMatchObject({ name: 'tensorflow' });
    expect(asked).toEqual(['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']);
  });

  test('skips what is missing, broken or software, in order, with a line each', async () => {
    const load = only({
      ...wasm,
      '@tensorflow/tfjs-node': () => {
        throw new Error('The Node.js native addon module cannot be found\nat some path');
      },
      webgpu: () => dawn('SwiftShader Device (LLVM 16)'),
    });
    const navigatorBefore = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    const report = await useBackend('auto', { load });
    expect(report).toMatchObject({
      name: 'wasm',
      matrixProducts: 're-routed',
      // A backend with a BLAS was started before: its heap is not shared.
      threads: expect.any(Number),
    });
    expect(Object.getOwnPropertyDescriptor(globalThis, 'navigator')).toEqual(navigatorBefore);
    const lines = describeBackend(report);
    expect(lines[0]).toMatch(/^backend wasm \(matrix products: re-routed, \d+ threads?\): /);
    expect(lines[1]).toMatch(
      /skipped tensorflow: .*node-gpu is not installed, .*does not load: The Node.js native addon module cannot be found; .*npm install/,
    );
    expect(lines[2]).toMatch(/skipped webgpu: SwiftShader .*software driver/);
    expect(lines[3]).toMatch(/skipped wasm with native BLAS: koffi is not installed; .*npm install koffi/);
    expect(lines).toHaveLength(4);
  });

  test('ends at cpu', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    const report = await useBackend('auto', { load: only({}) });
    expect(report).toMatchObject({ name: 'cpu', reason: 'nothing faster could be had' });
    expect(report.skipped).toHaveLength(4);
    tf.registerBackend('wasm', factory);
  });
});

describe('by name', () => {
  test.each(['tensorflow', 'webgpu', 'wasm-blas'])(
    '%s that is missing is an error with a remedy',
    async (choice) => {
      const error = await failureOf(choice, { load: only(wasm) });
      expect(error).toMatchObject({ name: 'BackendError', code: 'backend-unavailable' });
      expect(Object.getOwnPropertyDescriptor(error, Symbol.for('dsra.error'))?.value).toBe(true);
      expect(error.message).toMatch(/cannot be had: .*is not installed.*; to have it: .*npm install/);
      expect(error.message).not.toMatch(/\n/);
      expect(tf.getBackend()).toBe('cpu');
    },
  );

  test('webgl says that Node has none', async () => {
    expect((await failureOf('webgl')).message).toMatch(/no WebGL 2 here.*browser/);
  });

  test('an unknown backend is an error that lists the known ones', async () => {
    for (const name of ['wasmm', 'toString', '']) {
      const error = await failureOf(name);
      expect(error.code).toBe('unknown-backend');
      expect(error.message).toMatch(/choose one of auto, tensorflow, webgpu, wasm,/);
    }
  });

  test('DSRA_BLAS switches the native BLAS off', async () => {
    process.env.DSRA_BLAS = 'none';
    expect((await failureOf('wasm-blas')).message).toMatch(/DSRA_BLAS=none/);
    expect(await measureSgemmPeak()).toBeUndefined();
  });

  test('DSRA_BLAS names a library that must be one', async () => {
    process.env.DSRA_BLAS = '/no/such/libblas.so';
    expect((await failureOf('wasm-blas')).message).toMatch(/\/no\/such\/libblas\.so cannot be used/);
  });

  test('a backend that never starts is given up', async () => {
    const load = only({
      '@tensorflow/tfjs-node': () => {
        tf.registerBackend('tensorflow', () => new Promise(() => undefined));
      },
    });
    const error = await failureOf('tensorflow', { load, startLimit: 20 });
    expect(error.message).toMatch(/did not start within 0.02 s/);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('a backend set by somebody else is not ours', async () => {
    await useBackend('wasm-stock');
    expect(currentBackend()).toMatchObject({ name: 'wasm', matrixProducts: 'stock' });
    await tf.setBackend('cpu');
    expect(currentBackend()).toBeUndefined();
  });
});

test('the speed of matrix products is a positive number and leaves nothing behind', async () => {
  await useBackend('wasm-rerouted');
  const before = tf.memory().numTensors;
  expect((await measureMatMul({ size: 64, repeats: 2 })).gflops).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
});
