import { expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { BackendChoice } from '../backendReport';
import { expectLikeCpu, fastModes, noteMissingBlas } from '../testing/likeCpu';
import { blockGradients, numbers } from '../testing/transformerBlock';
import { useBackend } from '../useBackend';
import { guardMemory } from './guardMemory';
import { type WasmBackend, wasmBackend, wasmHeapBytes, type WasmModule } from './wasmBackend';

noteMissingBlas();

const modes: BackendChoice[] = ['wasm-stock', ...fastModes];

test.each(modes)('%s gives the gradients of attention and layer norm that cpu gives', async (mode) => {
  await useBackend(mode);
  await expectLikeCpu(blockGradients, 1e-5);
});

test.each(fastModes)(
  '%s keeps tensors and heap flat over a hundred steps',
  async (mode) => {
    await useBackend(mode);
    const step = () => {
      tf.dispose(tf.tidy(blockGradients));
      tf.dispose(
        tf.tidy(() =>
          tf.fused.matMul({ a: numbers([9, 8]), b: numbers([8, 5]), bias: numbers([5]), activation: 'elu' }),
        ),
      );
      tf.dispose(tf.tidy(() => tf.tile(tf.clone(numbers([30, 40])), [2, 3])));
    };
    step();
    const counts = () => [
      tf.memory().numTensors,
      tf.memory().numDataBuffers,
      wasmBackend()!.numDataIds(),
      wasmHeapBytes(),
    ];
    const before = counts();
    for (let i = 0; i < 100; i++) step();
    expect(counts()).toEqual(before);
  },
  30_000,
);

test('a full heap is an error that says so, once guarded, however often', () => {
  const allocate = (bytes: number) => (bytes > 8 ? 0 : 4);
  const module = { HEAPU8: new Uint8Array(8), _malloc: allocate } as WasmModule;
  // As Emscripten does: the first call puts the real function in its place.
  module._malloc = (bytes) => {
    module._malloc = allocate;
    return allocate(bytes);
  };
  const backend = { wasm: module, makeOutput: tf.tensor } as unknown as WasmBackend;
  guardMemory(backend);
  guardMemory(backend);
  expect([module._malloc(8), module._malloc(0)]).toEqual([4, 4]);
  expect(() => module._malloc(2 ** 21)).toThrow(/WebAssembly heap is full: 2 MB more do not fit \(now 1 MB/);
});
