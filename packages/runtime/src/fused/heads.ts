import type { NativeMatrix } from '../blas/blas';

export type Part = 'q' | 'k' | 'v';
const columnOf: Readonly<Record<Part, number>> = { q: 0, k: 1, v: 2 };

export interface HeadSizes {
  readonly width: number;
  readonly headWidth: number;
}

/** Queries, keys or values of one head, from a row on, where they lie in rows `[n, 3·width]` that start at `rows`. */
export function partOf(
  rows: number,
  fromRow: number,
  part: Part,
  head: number,
  { width, headWidth }: HeadSizes,
): NativeMatrix {
  const column = columnOf[part] * width + head * headWidth;
  return { address: rows + 4 * (fromRow * 3 * width + column), stride: 3 * width };
}

export const flipped = ({ address, stride }: NativeMatrix): NativeMatrix => ({
  address,
  stride,
  transpose: true,
});
