import type * as tf from '@tensorflow/tfjs';
import type { Program, Uniform, WebgpuBackend } from './webgpuBackend';

const THREADS = 64;

/**
 * A workgroup for each row of a matrix of `columns` columns, whose threads share its columns.
 *
 * In `code`, `start` is the index of the row's first number in tensors of the result's size, and `tid` the thread.
 * `total(tid, own)` and `highest(tid, own)` give every thread the sum or maximum over all threads' own numbers: all threads have to come
 * by. A row behind the last repeats the last one, for a workgroup may not end early before a barrier.
 */
export function rowwise(
  backend: WebgpuBackend,
  key: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  { shape, columns }: { readonly shape: readonly number[]; readonly columns: number },
  code: string,
  uniforms: Readonly<Record<string, Uniform>> = {},
): tf.TensorInfo {
  const rows = shape.reduce((size, n) => size * n, 1) / columns;
  const types = { int32: 'i32', float32: 'f32' } as const;
  const all: Readonly<Record<string, Uniform>> = {
    ...{ rows: { type: 'int32', data: [rows] }, columns: { type: 'int32', data: [columns] } },
    ...uniforms,
  };
  const program: Program = {
    shaderKey: `dsra.${key}`,
    outputShape: [...shape],
    variableNames: Object.keys(inputs),
    uniforms: Object.entries(all)
      .map(([name, { type }]) => `${name} : ${types[type]},`)
      .join(' '),
    workgroupSize: [THREADS, 1, 1],
    dispatchLayout: { x: shape.map((_, i) => i) },
    dispatch: [rows, 1, 1],
    getUserCode: () => `
      var<workgroup> shared_ : array<f32, ${THREADS}>;
      ${reduction('total', 'shared_[tid] + shared_[tid + half]')}
      ${reduction('highest', 'max(shared_[tid], shared_[tid + half])')}
      fn main(index : i32) {
        let tid = i32(localIndex);
        let columns = uniforms.columns;
        let row = min(index / ${THREADS}, uniforms.rows - 1);
        let start = row * columns;
        ${code}
      }`,
  };
  return backend.runWebGPUProgram(program, Object.values(inputs), 'float32', Object.values(all));
}

/** The barrier in front keeps a second reduction from overwriting what others still read of the first. */
const reduction = (name: string, join: string) => `
  fn ${name}(tid : i32, own : f32) -> f32 {
    workgroupBarrier();
    shared_[tid] = own;
    workgroupBarrier();
    for (var half = ${THREADS / 2}; half > 0; half = half >> 1) {
      if (tid < half) { shared_[tid] = ${join}; }
      workgroupBarrier();
    }
    return shared_[0];
  }`;

/** A loop of a row's threads over its columns: `column`, and `i` in tensors of the result's size. */
export const eachColumn = (body: string) =>
  `for (var column = tid; column < columns; column += ${THREADS}) { let i = start + column; ${body} }`;
