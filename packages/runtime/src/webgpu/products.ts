import type * as tf from '@tensorflow/tfjs';
import { float, integer, type Program, type WebgpuBackend } from './webgpuBackend';

/** Where one matrix after another lies in a tensor, in numbers: an index for each of three loops, row and column. */
export interface Matrices {
  readonly tensor: tf.TensorInfo;
  readonly start?: number;
  /** Steps of the outer loops. */
  readonly steps: readonly [number, number, number];
  readonly row: number;
  readonly column: number;
}

export const transposed = (matrices: Matrices): Matrices => ({
  ...matrices,
  row: matrices.column,
  column: matrices.row,
});

/** A tensor that is one matrix. */
export const matrix = (tensor: tf.TensorInfo): Matrices => ({
  ...{ tensor, steps: [0, 0, 0], row: tensor.shape[1]!, column: 1 },
});

export interface ProductSize {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** How often, in each of three loops. */
  readonly loops: readonly [number, number, number];
}

export interface ProductOptions {
  readonly scale?: number;
  /** Adds to what is there. */
  readonly add?: boolean;
  /** Rows of `a` that there are, where it has fewer than the result; the others count as zero. */
  readonly known?: number;
  /** A vector that the products are multiplied with: before the sum, or column by column behind it. */
  readonly factors?: { readonly tensor: tf.TensorInfo; readonly of: 'inner' | 'columns' };
  /** A tensor like the result, which is added to it. */
  readonly plus?: tf.TensorInfo;
}

const TILE = 16;
/** Workgroups that every device takes in one direction. */
const MOST = 65_535;

/**
 * `to ← scale·a·b` (or `to += …`) for matrices that lie anywhere in their tensors: heads are read where they are among the rows, and
 * nothing is split, transposed or joined.
 */
export function multiply(
  backend: WebgpuBackend,
  size: ProductSize,
  a: Matrices,
  b: Matrices,
  to: Matrices,
  options: ProductOptions = {},
): void {
  const { rows, columns, inner, loops } = size;
  const { scale = 1, add = false, known = rows, factors, plus } = options;
  const [first, middle, last] = loops;
  const count = first * middle * last;
  if (rows * columns * inner * count === 0) return;
  if (count > MOST) {
    for (const part of parts(loops)) {
      const from = (matrices: Matrices) => behind(matrices, part.axis, part.begin);
      multiply(backend, { ...size, loops: part.loops }, from(a), from(b), from(to), options);
    }
    return;
  }
  const operands = Object.entries({ a, b, c: to });
  const numbers: readonly (readonly [string, number])[] = [
    ...Object.entries({ rows, columns, inner, known, middle, last }),
    ...operands.flatMap(([name, { start = 0, steps, row, column }]) =>
      [start, ...steps, row, column].map((value, i) => [`${name}${i}`, value] as const),
    ),
  ];
  const offset = (name: string) =>
    `uniforms.${name}0 + first * uniforms.${name}1 + second * uniforms.${name}2 + third * uniforms.${name}3`;
  const program: Program = {
    shaderKey: `dsra.multiply.${add}.${factors?.of}.${plus !== undefined}`,
    outputShape: to.tensor.shape,
    variableNames: ['A', 'B', ...(factors ? ['factors'] : []), ...(plus ? ['plus'] : [])],
    uniforms: `${numbers.map(([name]) => `${name} : i32,`).join(' ')} scale : f32,`,
    workgroupSize: [TILE, TILE, 1],
    // Three dimensions, so that the backend leaves the dispatch as it is.
    dispatchLayout: { x: [0], y: [1], z: [2] },
    dispatch: [Math.ceil(columns / TILE), Math.ceil(rows / TILE), first * middle * last],
    getUserCode: () => `
      var<workgroup> tileA : array<array<f32, ${TILE}>, ${TILE}>;
      var<workgroup> tileB : array<array<f32, ${TILE}>, ${TILE}>;
      fn main() {
        let matrix = i32(workgroupId.z);
        let third = matrix % uniforms.last;
        let second = (matrix / uniforms.last) % uniforms.middle;
        let first = matrix / (uniforms.last * uniforms.middle);
        let offsetA = ${offset('a')};
        let offsetB = ${offset('b')};
        let x = i32(localId.x);
        let y = i32(localId.y);
        let row = i32(workgroupId.y) * ${TILE} + y;
        let column = i32(workgroupId.x) * ${TILE} + x;
        var sum = 0.0;
        for (var k = 0; k < uniforms.inner; k += ${TILE}) {
          var own = select(0.0, A[offsetA + row * uniforms.a4 + (k + x) * uniforms.a5],
            row < uniforms.known && k + x < uniforms.inner);
          let other = select(0.0, B[offsetB + (k + y) * uniforms.b4 + column * uniforms.b5],
            k + y < uniforms.inner && column < uniforms.columns);
          ${factors?.of === 'inner' ? 'own *= factors[min(k + x, uniforms.inner - 1)];' : ''}
          tileA[y][x] = own;
          tileB[y][x] = other;
          workgroupBarrier();
          for (var i = 0; i < ${TILE}; i++) { sum += tileA[y][i] * tileB[i][x]; }
          workgroupBarrier();
        }
        if (row < uniforms.rows && column < uniforms.columns) {
          let at = ${offset('c')} + row * uniforms.c4 + column * uniforms.c5;
          let value = uniforms.scale * sum ${factors?.of === 'columns' ? '* factors[column]' : ''};
          result[at] = value ${add ? '+ result[at]' : ''} ${plus ? '+ plus[at]' : ''};
        }
      }`,
  };
  const uniforms = [...numbers.map(([, value]) => integer(value)), float(scale)];
  const more = [...(factors ? [factors.tensor] : []), ...(plus ? [plus] : [])];
  backend.runWebGPUProgram(program, [a.tensor, b.tensor, ...more], 'float32', uniforms, to.tensor);
}

type Loops = ProductSize['loops'];

/** The longest loop cut into parts, so that no part has more matrices than a device takes. */
function parts(loops: Loops): { readonly axis: number; readonly begin: number; readonly loops: Loops }[] {
  const longest = Math.max(...loops);
  const axis = loops.indexOf(longest);
  const length = Math.max(1, Math.floor((MOST * longest) / loops.reduce((count, n) => count * n)));
  return Array.from({ length: Math.ceil(longest / length) }, (_, i) => {
    const begin = i * length;
    const own = Math.min(length, longest - begin);
    return { axis, begin, loops: loops.map((n, j) => (j === axis ? own : n)) as unknown as Loops };
  });
}

const behind = (matrices: Matrices, axis: number, index: number): Matrices => ({
  ...matrices,
  start: (matrices.start ?? 0) + index * matrices.steps[axis]!,
});
