import { expect, test } from '@jest/globals';
import type { KernelProfile } from './profileKernels';
import type { SpeedResult } from './speedResult';
import { speedTable } from './speedTable';

const kernels = Array.from({ length: 30 }, (_, i) => ({ kernel: `k${i}`, calls: 2, milliseconds: 30 - i }));
const profile: KernelProfile = { milliseconds: 500, kernels, outside: 35 };
const result: SpeedResult = {
  ...{ command: 'c', model: 'm', processor: 'p', cores: 2, memoryBytes: 2 ** 30, system: 's', node: 'v20' },
  ...{ tensorFlowJs: '4', threads: 2, ratios: [], leftOut: [] },
  sgemmPeak: { gflops: 100, library: 'OpenBLAS 0.3.21', threads: 2 },
  works: [
    {
      ...{ work: { kind: 'step', method: 'dsra', classes: 10 }, title: 'dsra step, 10 classes' },
      turns: [
        { side: 'webgpu', milliseconds: [10], peakMemoryBytes: 2 ** 20, operations: 1e9 },
        { side: 'wasm-blas', milliseconds: [100], peakMemoryBytes: 2 ** 20, operations: 1e9 },
        {
          ...{ side: 'pytorch', version: 'PyTorch 2', milliseconds: [200], peakMemoryBytes: 2 ** 20 },
          products: { library: 'MKL 2024', threads: 2, ownThreads: 2 },
        },
        { side: 'pytorch-cuda', version: 'PyTorch 2', milliseconds: [5], peakMemoryBytes: 2 ** 20 },
      ],
    },
  ],
  profiles: [{ title: 'dsra step', profile }],
};
const text = speedTable(result).join('\n');

test('a profile’s rows sum up to the run, calls and milliseconds', () => {
  expect(text).toMatch(/^other kernels +20 +11\.0 % +55\.0$/m);
  expect(text).toMatch(/^outside of kernels +7\.0 % +35\.0$/m);
  expect(text).toMatch(/^together +60 +100\.0 % +500\.0$/m);
});

test('a BLAS or threads that differ are told in a line', () => {
  expect(text).toMatch(
    /^software .* with OpenBLAS 0\.3\.21 on 2 threads\n +PyTorch 2 with MKL 2024 on 2 threads$/m,
  );
  expect(text).toMatch(/^unlike +PyTorch 2 with MKL 2024 on 2 threads: times compare/m);
});

test('a GPU is no share of the BLAS’s peak', () => {
  expect(text).toMatch(/here, WebGPU .* – +1\.00×/);
  expect(text).toMatch(/ here .* 10 % +10\.00×/);
  expect(text).toMatch(/PyTorch 2, CUDA/);
});

test('notes say how both were run', () => {
  expect(text).toContain('Everybody does each work once before it is timed.');
  expect(text).toContain('PyTorch pads every text');
  expect(text).toMatch(/PyTorch runs with OMP_WAIT_POLICY=\w+, and without it where it says "as installed"/);
  const [{ turns, ...work }] = result.works as [SpeedResult['works'][number]];
  const alone = speedTable({ ...result, works: [{ ...work, turns: turns.slice(0, 2) }] }).join('\n');
  expect(alone).not.toMatch(/PyTorch/);
});
