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

/**
 * Φ(x) = (1 + erf(x/√2)) / 2 from e^(−x²/2) by Abramowitz and Stegun, 7.1.26: off by 1.5e-7 at most, as TensorFlow.js's `erf`.
 */
@inline
function normalCdf(x: v128, bell: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.abs(x), f32x4.splat(0.3275911 * 0.70710678118654752))));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  // What is left of |x| and beyond, on one side.
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(p, t), bell), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

/** e^(−x²/2) */
@inline
function bellOf(x: v128): v128 {
  return exponential(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

@inline
function exact(x: v128): v128 {
  return f32x4.mul(x, normalCdf(x, bellOf(x)));
}

@inline
function exactSlope(x: v128): v128 {
  const bell = bellOf(x);
  const density = f32x4.mul(bell, f32x4.splat(0.39894228040143268));
  return f32x4.add(normalCdf(x, bell), f32x4.mul(x, density));
}

/** y ← x·Φ(x), `size` floats. */
export function gelu(x: usize, y: usize, size: i32): void {
  const whole = size & ~3;
  const end = x + (<usize>whole << 2);
  for (; x < end; x += 16, y += 16) v128.store(y, exact(v128.load(x)));
  for (let i = whole; i < size; i++, x += 4, y += 4) {
    store<f32>(y, f32x4.extract_lane(exact(v128.load32_splat(x)), 0));
  }
}

/** dx ← dy · d(x·Φ(x))/dx */
export function geluGradient(dy: usize, x: usize, dx: usize, size: i32): void {
  const whole = size & ~3;
  const end = x + (<usize>whole << 2);
  for (; x < end; x += 16, dy += 16, dx += 16) v128.store(dx, f32x4.mul(v128.load(dy), exactSlope(v128.load(x))));
  for (let i = whole; i < size; i++, x += 4, dy += 4, dx += 4) {
    store<f32>(dx, load<f32>(dy) * f32x4.extract_lane(exactSlope(v128.load32_splat(x)), 0));
  }
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
