import { expect, test } from '@jest/globals';
import { pyTorchEnvironment, pyTorchSettings } from './pyTorchEnvironment';

test('PyTorch’s pools do not disturb one another, and memory is kept', () => {
  expect(pyTorchEnvironment(2, {})).toMatchObject({
    ...{ OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2' },
    ...{ OMP_WAIT_POLICY: 'PASSIVE', MALLOC_MMAP_MAX_: '0' },
  });
});

test('what the user has set stays, and is what the table says', () => {
  const own = { OMP_WAIT_POLICY: 'ACTIVE', OPENBLAS_NUM_THREADS: '1' };
  expect(Object.keys(pyTorchEnvironment(2, own))).not.toEqual(
    expect.arrayContaining(['OMP_WAIT_POLICY', 'OPENBLAS_NUM_THREADS']),
  );
  expect(pyTorchSettings(own)).toMatch(/^OMP_WAIT_POLICY=ACTIVE MALLOC_MMAP_MAX_=0 /);
});
