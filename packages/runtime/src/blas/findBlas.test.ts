import { describe, expect, test } from '@jest/globals';
import type { Koffi } from './cblas';
import { findBlas } from './findBlas';

/** A library at one path, which multiplies rightly and takes its time. */
function slowLibrary(path: string, config?: string): Koffi {
  const arrays = new Map<number, Float32Array>();
  const gemm = (...values: unknown[]) => {
    const [, , , rows, columns, inner, , a, , b, , , out] = values as number[];
    const until = performance.now() + 10;
    while (performance.now() < until);
    if (rows! > 2) return;
    const [left, right, result] = [a!, b!, out!].map((address) => arrays.get(address)!);
    for (let row = 0; row < rows!; row++) {
      for (let column = 0; column < columns!; column++) {
        let sum = 0;
        for (let i = 0; i < inner!; i++) sum += left![row * inner! + i]! * right![column * inner! + i]!;
        result![row * columns! + column] = sum;
      }
    }
  };
  const functions: Record<string, (...values: unknown[]) => unknown> = {
    cblas_sgemm: gemm,
    cblas_sgemv: () => undefined,
    ...(config !== undefined && { openblas_get_config: () => config }),
  };
  return {
    address: (value) => {
      arrays.set(arrays.size + 1, value as Float32Array);
      return BigInt(arrays.size);
    },
    load: (asked) => {
      if (asked !== path) throw new Error(`no ${asked}`);
      return {
        func: (name) => {
          const found = functions[name];
          if (!found) throw new Error(`no ${name}`);
          return found;
        },
      };
    },
  };
}

describe('a library that is slow when it is looked at', () => {
  test('is taken when it says that it is OpenBLAS: the machine is busy', () => {
    const found = findBlas(slowLibrary('libopenblas.so.0', 'OpenBLAS 0.3.21 NO_LAPACKE'), {
      platform: 'linux',
    });
    expect(found).toMatchObject({ name: 'OpenBLAS 0.3.21' });
  });

  test('is passed over when it does not say what it is: the reference BLAS', () => {
    const found = findBlas(slowLibrary('libblas.so.3'), { platform: 'linux' });
    expect(found).toBe('no OpenBLAS, Accelerate or MKL found');
  });

  test('is taken when it was chosen by hand', () => {
    const found = findBlas(slowLibrary('/lib/mine.so'), { platform: 'linux', choice: '/lib/mine.so' });
    expect(found).toMatchObject({ name: '/lib/mine.so' });
  });
});
