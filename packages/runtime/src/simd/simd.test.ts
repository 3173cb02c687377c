import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { simdBinary } from './binary';
import { type Instance, simdOn } from './simd';
import type { WasmModule } from '../wasm/wasmBackend';

const root = path.resolve(import.meta.dirname, '../../../..');

test('the embedded WebAssembly is what the sources compile to', async () => {
  const script = pathToFileURL(path.join(root, 'scripts/build-simd.mjs')).href;
  const { compileSimd } = (await import(script)) as { compileSimd: () => Promise<string> };
  expect(await compileSimd()).toBe(await readFile(path.join(import.meta.dirname, 'binary.ts'), 'utf8'));
}, 60_000);

async function functions() {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 64 });
  const bytes = Uint8Array.from(atob(simdBinary), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  return { simd: instance.exports as unknown as Instance, floats: new Float32Array(memory.buffer) };
}

const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(97, 261));

test('products of every size, transpose, stride and start', async () => {
  const { simd, floats } = await functions();
  const cases = fc.record({
    ...{ rows: size, columns: size, inner: size, aTransposed: fc.boolean(), bTransposed: fc.boolean() },
    ...{ extra: fc.integer({ min: 0, max: 3 }), keep: fc.boolean(), seed: fc.nat(99) },
  });
  const property = fc.property(
    cases,
    ({ rows, columns, inner, aTransposed, bTransposed, extra, keep, seed }) => {
      const aStride = (aTransposed ? rows : inner) + extra;
      const bStride = (bTransposed ? inner : columns) + extra;
      const cStride = columns + extra;
      const a = Math.ceil(simd.productScratch() / 4);
      const b = a + aStride * (aTransposed ? inner : rows);
      const c = b + bStride * (bTransposed ? columns : inner);
      const end = c + cStride * rows;
      for (let i = a; i < end; i++) floats[i] = Math.sin(i * 1.7 + seed);
      const before = floats.slice(c, end);
      const at = [4 * a, aStride, aTransposed, 4 * b, bStride, bTransposed, 4 * c, cStride, keep];
      simd.product(rows, columns, inner, ...at);
      let worst = 0;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < cStride; j++) {
          const kept = before[i * cStride + j]!;
          let sum = j >= columns || keep ? kept : 0;
          let magnitude = Math.abs(sum);
          for (let p = 0; p < inner && j < columns; p++) {
            const left = floats[a + (aTransposed ? p * aStride + i : i * aStride + p)]!;
            const term = left * floats[b + (bTransposed ? j * bStride + p : p * bStride + j)]!;
            sum += term;
            magnitude += Math.abs(term);
          }
          const difference = Math.abs(floats[c + i * cStride + j]! - sum) / (magnitude + 1e-3);
          // Also where it is no number.
          if (!(difference <= worst)) worst = difference;
        }
      }
      // Float32 sums of up to 261 terms, relative to what is added.
      expect(worst).toBeLessThan(4e-6);
    },
  );
  fc.assert(property, { numRuns: 20 });
}, 60_000);

test('without a heap there is no vector code', async () => {
  expect(await simdOn({ asm: {} } as unknown as WasmModule)).toBeUndefined();
});
