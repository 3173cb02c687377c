import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packageFile } from '../backends/packageFile';
import { systemBlas } from '../backends/systemBlas';
import type { Blas } from '../blas/blas';
import { sgemm } from '../blas/cblas';
import { nativeProduct } from '../blas/nativeProduct';
import { simdOn } from '../simd/simd';
import { contextOf } from '../useBackend';
import type { WasmModule } from '../wasm/wasmBackend';
import { forVectorCode, multiplyBy, pooledProducts } from '../wasm/heapProducts';
import { partsOf } from './partsOf';
import { MOST_CALLS, MOST_TASKS } from './taskBoard';
import { oneThread, threadPool } from './threadPool';

/** A heap of 16 MB that threads share, with vector code on it. */
async function heap() {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 256, shared: true });
  const blocks: number[] = [];
  let free = 1024;
  const allocate = (bytes: number) => {
    blocks.push(free);
    free += (bytes + 15) & ~15;
    return blocks.at(-1)!;
  };
  const backend = { asm: { memory }, _malloc: allocate } as unknown as WasmModule;
  const simd = (await simdOn(backend))!;
  const pool = threadPool(backend, simd, 3);
  expect(await pool.complete).toBe(true);
  return { backend, simd, pool, allocate, blocks, floats: new Float32Array(memory.buffer) };
}

const MUCH = 1e9;

test('every task is done exactly once, however often threads sleep and wake', async () => {
  const { pool, allocate, floats } = await heap();
  const count = 40;
  const [one, cells] = [allocate(4), allocate(4 * count)];
  floats[one / 4] = 1;
  const rounds = 2000;
  for (let round = 0; round < rounds; round++) {
    if (round % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    pool.each(count, MUCH, (i, simd) => {
      simd.product(1, 1, 1, one, 1, false, one, 1, false, cells + 4 * i, 1, true);
    });
  }
  expect([...floats.subarray(cells / 4, cells / 4 + count)]).toEqual(Array<number>(count).fill(rounds));
});

test('other threads do take part: they work in memory of their own', async () => {
  const { pool, allocate, blocks, floats } = await heap();
  // The first is this thread's, the others are the workers'.
  const [, ...scratches] = blocks;
  expect(scratches).toHaveLength(2);
  const one = allocate(4 * 64);
  floats.fill(1, one / 4, one / 4 + 64);
  const out = allocate(4 * 64 * 200);
  const worked = () => scratches.some((at) => floats[at / 4] !== 0);
  for (let tries = 0; tries < 200 && !worked(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    pool.each(200, MUCH, (i, simd) => {
      simd.product(8, 8, 8, one, 8, false, one, 8, false, out + 256 * i, 8, false);
    });
  }
  expect(worked()).toBe(true);
});

test('more tasks, and more calls in a task, than fit on the board', async () => {
  const { pool, allocate, floats } = await heap();
  const [one, cells] = [allocate(4), allocate(4 * (MOST_TASKS + 50))];
  floats[one / 4] = 1;
  const add = (cell: number) => [1, 1, 1, one, 1, false, one, 1, false, cells + 4 * cell, 1, true] as const;
  pool.each(MOST_TASKS + 50, MUCH, (i, simd) => {
    simd.product(...add(i));
  });
  const first = floats.slice(cells / 4, cells / 4 + MOST_TASKS + 50);
  expect(new Set(first)).toEqual(new Set([1]));
  // The calls of one task keep their order: each of them reads what the one before has written.
  const calls = 2 * MOST_CALLS + 5;
  pool.each(4, MUCH, (i, simd) => {
    for (let call = 0; call < (i === 2 ? calls : 3); call++) simd.product(...add(i));
  });
  expect([...floats.subarray(cells / 4, cells / 4 + 4)]).toEqual([4, 4, 1 + calls, 4]);
});

test('a call outside of the heap is an error, and the next round is as if nothing had been', async () => {
  const { pool, allocate, floats } = await heap();
  const cells = allocate(16);
  floats[cells / 4] = 7;
  const outside = 2 ** 31;
  const copyFrom = (from: number) => () => {
    pool.each(8, MUCH, (i, simd) => {
      simd.copy(i === 5 ? from : cells, cells, 4);
    });
  };
  expect(copyFrom(outside)).toThrow();
  expect(copyFrom(cells)).not.toThrow();
  expect(floats[cells / 4]).toBe(7);
});

test('products on threads are those of one thread, bit by bit', async () => {
  const { simd, pool, allocate, floats } = await heap();
  const most = 200;
  const [a, b, one, many] = [0, 1, 2, 3].map(() => allocate(4 * most * most)) as [
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < most * most; i++) {
    floats[a / 4 + i] = Math.sin(i);
    floats[b / 4 + i] = Math.cos(3 * i);
  }
  const size = fc.integer({ min: 1, max: most });
  const cases = fc.record({ rows: size, columns: size, inner: size, a: fc.boolean(), b: fc.boolean() });
  // The pool does small ones at once.
  const eager = {
    ...pool,
    threadsFor: () => pool.threads,
    each: ((count, _, task) => {
      pool.each(count, MUCH, task);
    }) as typeof pool.each,
  };
  const property = fc.property(cases, ({ rows, columns, inner, ...flips }) => {
    const left = { address: a, stride: flips.a ? rows : inner, transpose: flips.a };
    const right = { address: b, stride: flips.b ? inner : columns, transpose: flips.b };
    const shape = { rows, columns, inner };
    multiplyBy(simd)(shape, left, right, { address: one, stride: columns }, 0);
    pooledProducts(eager, forVectorCode).multiply(shape, left, right, { address: many, stride: columns }, 0);
    const end = rows * columns;
    expect(floats.slice(many / 4, many / 4 + end)).toEqual(floats.slice(one / 4, one / 4 + end));
  });
  fc.assert(property, { numRuns: 60 });
});

test('parts cover everything once, in whole grains but for the last', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 5000 }),
    fc.integer({ min: 1, max: 16 }),
    fc.constantFrom(1, 4, 8),
    fc.constantFrom(1, 2),
    (length, threads, grain, perThread) => {
      const parts = partsOf(length, { threads, perThread, grain });
      let next = 0;
      for (const { from, count } of parts) {
        expect(from).toBe(next);
        expect(count).toBeGreaterThan(0);
        next += count;
      }
      expect(next).toBe(length);
      for (const { count } of parts.slice(0, -1)) expect(count % grain).toBe(0);
    },
  );
  fc.assert(property);
});

test('threads whose library cannot be opened are not counted on: the rest do what there is', async () => {
  const { simd, backend, allocate, floats } = await heap();
  const nowhere = { koffi: '/no/such/file', library: 'libnone.so', sgemm, heap: 0 };
  const pool = threadPool(backend, simd, 2, nowhere);
  expect(await pool.complete).toBe(false);
  const [one, cells] = [allocate(4), allocate(4 * 10)];
  floats[one / 4] = 3;
  pool.each(10, MUCH, (i, { copy }) => {
    copy(one, cells + 4 * i, 4);
  });
  expect([...floats.subarray(cells / 4, cells / 4 + 10)]).toEqual(Array<number>(10).fill(3));
});

const blas = await systemBlas(contextOf({ threads: 1 }));
const usable = typeof blas !== 'string' && blas.concurrent;
(usable ? test : test.skip)('a product that another thread has from a BLAS is that of this one', async () => {
  const { simd, backend, allocate, floats } = await heap();
  const native = blas as Blas;
  const own = nativeProduct(native, { ...backend, HEAPU8: new Uint8Array(floats.buffer) });
  const koffi = packageFile('koffi')!;
  // This thread leaves its products alone: what is there afterwards is of another.
  const idle = { ...simd, product: () => undefined };
  const pool = threadPool(backend, idle, 2, {
    ...{ koffi, library: native.library, sgemm },
    heap: native.addressOf(floats),
  });
  expect(await pool.complete).toBe(true);
  const [rows, columns, inner, count] = [5, 7, 6, 200];
  const [a, b, expected, out] = [inner * rows, inner * columns, rows * columns, rows * columns * count].map(
    (size) => allocate(4 * size),
  ) as [number, number, number, number];
  for (let i = 0; i < inner * columns; i++) [floats[a / 4 + (i % 30)], floats[b / 4 + i]] = [i % 11, i % 5];
  // Both transposed, and added to what is there.
  const call = (to: number) =>
    [rows, columns, inner, a, rows, true, b, inner, true, to, columns, true] as const;
  const size = rows * columns;
  floats.fill(-1, expected / 4, expected / 4 + size);
  own(...call(expected));
  const reference = floats.slice(expected / 4, expected / 4 + size);
  expect(new Set(reference).size).toBeGreaterThan(5);
  let theirs: Float32Array[] = [];
  const end = Date.now() + 30_000;
  while (theirs.length === 0 && Date.now() < end) {
    floats.fill(-1, out / 4, out / 4 + size * count);
    pool.each(count, MUCH, (i, { product }) => {
      product(...call(out + 4 * size * i));
    });
    theirs = Array.from({ length: count }, (_, i) =>
      floats.slice(out / 4 + size * i, out / 4 + size * (i + 1)),
    ).filter((cell) => cell.some((value) => value !== -1));
  }
  expect(theirs.length).toBeGreaterThan(0);
  for (const cell of theirs) expect(cell).toEqual(reference);
});

test('one thread does everything at once, in order', () => {
  const seen: number[] = [];
  oneThread({} as never).each(3, MUCH, (i) => seen.push(i));
  expect(seen).toEqual([0, 1, 2]);
});
