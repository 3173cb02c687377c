/*
 * Matrix products in the manner of Goto and van de Geijn (2008): panels of both factors are packed so that the innermost
 * loop reads them in order, 4 rows by 8 columns of the result at a time: as much as 16 vector registers hold.
 */
const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
/** Of the packed panels: rows of a, columns of b, and the inner length. */
const PANEL_ROWS: i32 = 96;
const PANEL_COLUMNS: i32 = 256;
const PANEL_INNER: i32 = 256;

/** Bytes that `product` needs to work in. */
export function productScratch(): i32 {
  return 4 * (PANEL_ROWS * PANEL_INNER + PANEL_COLUMNS * PANEL_INNER + ROWS * COLUMNS);
}

/** Each thread has an instance of its own, and works in memory of its own. */
let scratch: usize = 0;
export function setScratch(address: usize): void {
  scratch = address;
}

/** Packs `[rows, inner]` into groups of 4 rows, inner index first; missing rows become zero. */
function packRows(a: usize, stride: usize, transposed: bool, rows: i32, inner: i32, to: usize): void {
  for (let i = 0; i < rows; i += ROWS) {
    const height = min<i32>(ROWS, rows - i);
    if (transposed && height == ROWS) {
      let from = a + (<usize>i << 2);
      for (let p = 0; p < inner; p++, from += stride, to += 16) v128.store(to, v128.load(from));
      continue;
    }
    const rowStep: usize = transposed ? 4 : stride;
    const innerStep: usize = transposed ? stride : 4;
    let from = a + <usize>i * rowStep;
    if (height == ROWS) {
      for (let p = 0; p < inner; p++, from += innerStep, to += 16) {
        store<f32>(to, load<f32>(from));
        store<f32>(to, load<f32>(from + rowStep), 4);
        store<f32>(to, load<f32>(from + 2 * rowStep), 8);
        store<f32>(to, load<f32>(from + 3 * rowStep), 12);
      }
      continue;
    }
    for (let p = 0; p < inner; p++, from += innerStep, to += 16) {
      v128.store(to, f32x4.splat(0));
      for (let r = 0; r < height; r++) store<f32>(to + (<usize>r << 2), load<f32>(from + <usize>r * rowStep));
    }
  }
}

/** Packs `[inner, columns]` into groups of 8 columns, inner index first; missing columns become zero. */
function packColumns(b: usize, stride: usize, transposed: bool, inner: i32, columns: i32, to: usize): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const width = min<i32>(COLUMNS, columns - j);
    const columnStep: usize = transposed ? stride : 4;
    const innerStep: usize = transposed ? 4 : stride;
    let from = b + <usize>j * columnStep;
    if (width == COLUMNS && !transposed) {
      for (let p = 0; p < inner; p++, from += stride, to += 32) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
      continue;
    }
    if (width < COLUMNS) memory.fill(to, 0, <usize>(inner * COLUMNS) << 2);
    for (let c = 0; c < width; c++) {
      let source = from + <usize>c * columnStep;
      let target = to + (<usize>c << 2);
      for (let p = 0; p < inner; p++, source += innerStep, target += 32) store<f32>(target, load<f32>(source));
    }
    to += <usize>(inner * COLUMNS) << 2;
  }
}

/** c `[4, 8]` ← a·b (+ c) from packed groups. */
@inline
function tile(a: usize, b: usize, inner: i32, c: usize, stride: usize, keep: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  const end = a + (<usize>inner << 4);
  for (; a < end; a += 16, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
  }
  if (keep) {
    c00 = f32x4.add(c00, v128.load(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    const d1 = c + stride;
    c10 = f32x4.add(c10, v128.load(d1));
    c11 = f32x4.add(c11, v128.load(d1, 16));
    const d2 = d1 + stride;
    c20 = f32x4.add(c20, v128.load(d2));
    c21 = f32x4.add(c21, v128.load(d2, 16));
    const d3 = d2 + stride;
    c30 = f32x4.add(c30, v128.load(d3));
    c31 = f32x4.add(c31, v128.load(d3, 16));
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += stride;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += stride;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += stride;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

function copyTile(from: usize, c: usize, stride: usize, rows: i32, columns: i32, keep: bool): void {
  for (let i = 0; i < rows; i++, c += stride, from += 32) {
    for (let j = 0; j < columns; j++) {
      const at = c + (<usize>j << 2);
      const value = load<f32>(from + (<usize>j << 2));
      store<f32>(at, keep ? load<f32>(at) + value : value);
    }
  }
}

function tiles(
  packedA: usize,
  packedB: usize,
  spare: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  c: usize,
  stride: usize,
  keep: bool,
): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const b = packedB + (<usize>(j * inner) << 2);
    const width = min<i32>(COLUMNS, columns - j);
    for (let i = 0; i < rows; i += ROWS) {
      const a = packedA + (<usize>(i * inner) << 2);
      const at = c + <usize>i * stride + (<usize>j << 2);
      const height = min<i32>(ROWS, rows - i);
      if (width == COLUMNS && height == ROWS) tile(a, b, inner, at, stride, keep);
      else {
        tile(a, b, inner, spare, 32, false);
        copyTile(spare, at, stride, height, width, keep);
      }
    }
  }
}

/**
 * c ← a·b, plus c where `keep`. Addresses in bytes, strides in elements from one stored row to the next; a is
 * `[rows, inner]` and b `[inner, columns]` after their transposes. Works where `setScratch` said.
 */
export function product(
  rows: i32,
  columns: i32,
  inner: i32,
  a: usize,
  aStride: i32,
  aTransposed: bool,
  b: usize,
  bStride: i32,
  bTransposed: bool,
  c: usize,
  cStride: i32,
  keep: bool,
): void {
  const strideA = <usize>aStride << 2;
  const strideB = <usize>bStride << 2;
  const strideC = <usize>cStride << 2;
  const packedA = scratch;
  const packedB = packedA + (<usize>(PANEL_ROWS * PANEL_INNER) << 2);
  const spare = packedB + (<usize>(PANEL_COLUMNS * PANEL_INNER) << 2);
  for (let j = 0; j < columns; j += PANEL_COLUMNS) {
    const width = min<i32>(PANEL_COLUMNS, columns - j);
    for (let p = 0; p < inner; p += PANEL_INNER) {
      const depth = min<i32>(PANEL_INNER, inner - p);
      const fromB = bTransposed
        ? b + <usize>j * strideB + (<usize>p << 2)
        : b + <usize>p * strideB + (<usize>j << 2);
      packColumns(fromB, strideB, bTransposed, depth, width, packedB);
      for (let i = 0; i < rows; i += PANEL_ROWS) {
        const height = min<i32>(PANEL_ROWS, rows - i);
        const fromA = aTransposed
          ? a + <usize>p * strideA + (<usize>i << 2)
          : a + <usize>i * strideA + (<usize>p << 2);
        packRows(fromA, strideA, aTransposed, height, depth, packedA);
        const to = c + <usize>i * strideC + (<usize>j << 2);
        tiles(packedA, packedB, spare, height, width, depth, to, strideC, keep || p > 0);
      }
    }
  }
}
