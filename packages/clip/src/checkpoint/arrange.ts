/** From the order of numbers in a file to that in memory, and back. */
import type { Stored } from './layout';

/** The shape in memory. */
export function shapeInMemory({ names, shape, order }: Stored): number[] {
  if (order === 'same')
    return names.length === 1 ? [...shape] : [names.length * shape[0]!, ...shape.slice(1)];
  const [out, ...into] = shape as [number, ...number[]];
  return [sizeOf(into), names.length * out];
}

/** Puts one of a weight's stored tensors, the `index`th, where it belongs in memory. */
export function place(stored: Stored, index: number, part: Float32Array, target: Float32Array): void {
  if (stored.order === 'same') {
    target.set(part, index * part.length);
    return;
  }
  const { out, rows, stride, offset } = transposition(stored, index);
  for (let from = 0; from < out; from += BLOCK) {
    const to = Math.min(from + BLOCK, out);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]! * stride + offset;
      for (let o = from; o < to; o++) target[row + o] = part[o * rows.length + i]!;
    }
  }
}

/** The `index`th of a weight's stored tensors, from its numbers in memory: the inverse of `place`. */
export function take(stored: Stored, index: number, values: Float32Array): Float32Array {
  const size = sizeOf(stored.shape);
  if (stored.order === 'same') return values.subarray(index * size, (index + 1) * size);
  const part = new Float32Array(size);
  const { out, rows, stride, offset } = transposition(stored, index);
  for (let from = 0; from < out; from += BLOCK) {
    const to = Math.min(from + BLOCK, out);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]! * stride + offset;
      for (let o = from; o < to; o++) part[o * rows.length + i] = values[row + o]!;
    }
  }
  return part;
}

/** Outputs that are moved together: so many rows of the source stay in the cache. */
const BLOCK = 16;

interface Transposition {
  readonly out: number;
  /** For each input in the file, its row in memory. */
  readonly rows: Int32Array;
  /** Length of a row in memory, and where this tensor's outputs begin in it. */
  readonly stride: number;
  readonly offset: number;
}

function transposition({ names, shape, order }: Stored, index: number): Transposition {
  const out = shape[0]!;
  const into = sizeOf(shape.slice(1));
  const rows = Int32Array.from({ length: into }, (_, i) =>
    order === 'patches' ? patchRow(i, shape[2]!) : i,
  );
  return { out, rows, stride: names.length * out, offset: index * out };
}

/** (channel, row, column) → (row, column, channel) */
function patchRow(i: number, side: number): number {
  return (i % (side * side)) * 3 + Math.floor(i / (side * side));
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
