import { exponential } from './exponential';

/** 1 / (1 + e^(-1.702·x)) */
@inline
function gate(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.mul(x, f32x4.splat(-1.702)))));
}

@inline
function slope(x: v128): v128 {
  const one = f32x4.splat(1);
  const s = gate(x);
  const bent = f32x4.mul(f32x4.mul(x, f32x4.splat(1.702)), f32x4.sub(one, s));
  return f32x4.mul(s, f32x4.add(one, bent));
}

/** y ← x·σ(1.702·x), `size` floats. */
export function quickGelu(x: usize, y: usize, size: i32): void {
  // Two vectors a turn: constants are loaded once for both.
  const pairs = size & ~7;
  const end = x + (<usize>pairs << 2);
  for (; x < end; x += 32, y += 32) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    v128.store(y, f32x4.mul(a, gate(a)));
    v128.store(y, f32x4.mul(b, gate(b)), 16);
  }
  for (let i = pairs; i < size; i++, x += 4, y += 4) {
    const value = v128.load32_splat(x);
    store<f32>(y, f32x4.extract_lane(f32x4.mul(value, gate(value)), 0));
  }
}

/** dx ← dy · d(x·σ(1.702·x))/dx */
export function quickGeluGradient(dy: usize, x: usize, dx: usize, size: i32): void {
  const pairs = size & ~7;
  const end = x + (<usize>pairs << 2);
  for (; x < end; x += 32, dy += 32, dx += 32) {
    v128.store(dx, f32x4.mul(v128.load(dy), slope(v128.load(x))));
    v128.store(dx, f32x4.mul(v128.load(dy, 16), slope(v128.load(x, 16))), 16);
  }
  for (let i = pairs; i < size; i++, x += 4, dy += 4, dx += 4) {
    store<f32>(dx, load<f32>(dy) * f32x4.extract_lane(slope(v128.load32_splat(x)), 0));
  }
}
