import { expect, test } from '@jest/globals';
import { pyTorchEnvironment, pyTorchSettings } from './pyTorchEnvironment';

test('PyTorch’s pools do not disturb one another, unless it runs as it is installed', () => {
  const counts = { OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2', MKL_NUM_THREADS: '2' };
  expect(pyTorchEnvironment({ threads: 2 }, {})).toEqual({ ...counts, OMP_WAIT_POLICY: 'PASSIVE' });
  expect(pyTorchEnvironment({ threads: 2, asInstalled: true }, {})).toEqual(counts);
});

test('what the user has set stays, and is what the table says', () => {
  const own = { OMP_WAIT_POLICY: 'ACTIVE', OPENBLAS_NUM_THREADS: '1' };
  expect(Object.keys(pyTorchEnvironment({ threads: 2 }, own))).not.toEqual(
    expect.arrayContaining(['OMP_WAIT_POLICY', 'OPENBLAS_NUM_THREADS']),
  );
  expect(pyTorchSettings(own)).toBe('OMP_WAIT_POLICY=ACTIVE');
});
