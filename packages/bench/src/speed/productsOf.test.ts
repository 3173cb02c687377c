import { expect, test } from '@jest/globals';
import { productsOf } from './productsOf';
import type { WorkResult } from './speedResult';

const work: WorkResult = {
  ...{ work: { kind: 'encode', model: 'plain' }, title: 'encoding' },
  turns: [
    { side: 'wasm-blas', milliseconds: [1], peakMemoryBytes: 1 },
    {
      ...{ side: 'pytorch', version: 'PyTorch 1.13.0', milliseconds: [2], peakMemoryBytes: 1 },
      products: { library: 'OpenBLAS 0.3.21', threads: 2, ownThreads: 2 },
    },
  ],
};
const here = { works: [work, work], sgemmPeak: { gflops: 1, library: 'OpenBLAS 0.3.21', threads: 2 } };

test('each side is told once, and whether it has the BLAS and the threads that are used here', () => {
  const words = 'PyTorch 1.13.0 with OpenBLAS 0.3.21 on 2 threads';
  expect(productsOf({ ...here, threads: 2 })).toEqual([{ words, alike: true }]);
  expect(productsOf({ ...here, threads: 1 })).toEqual([{ words, alike: false }]);
  const sgemmPeak = { gflops: 1, library: 'MKL', threads: 2 };
  expect(productsOf({ ...here, sgemmPeak, threads: 2 })).toEqual([{ words, alike: false }]);
});
