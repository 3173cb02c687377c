/** y ← x·r, every row of `x` `[rows, columns]` times the vector `r`. */
export function scaleColumns(x: usize, r: usize, y: usize, rows: i32, columns: i32): void {
  const whole = columns & ~3;
  for (let i = 0; i < rows; i++) {
    let factor = r;
    for (let j = 0; j < whole; j += 4, x += 16, y += 16, factor += 16) {
      v128.store(y, f32x4.mul(v128.load(x), v128.load(factor)));
    }
    for (let j = whole; j < columns; j++, x += 4, y += 4, factor += 4) {
      store<f32>(y, load<f32>(x) * load<f32>(factor));
    }
  }
}

/** out ← Σ over rows of x·y, column by column. */
export function dotColumns(x: usize, y: usize, out: usize, rows: i32, columns: i32): void {
  const whole = columns & ~3;
  memory.fill(out, 0, (<usize>columns) << 2);
  for (let i = 0; i < rows; i++) {
    let sum = out;
    for (let j = 0; j < whole; j += 4, x += 16, y += 16, sum += 16) {
      v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(v128.load(x), v128.load(y))));
    }
    for (let j = whole; j < columns; j++, x += 4, y += 4, sum += 4) {
      store<f32>(sum, load<f32>(sum) + load<f32>(x) * load<f32>(y));
    }
  }
}
