import { total } from './exponential';

/** Mean and reciprocal deviation of `width` floats at `x`, into two floats at `stats`. */
function measure(x: usize, stats: usize, width: i32, epsilon: f32): void {
  const whole = width & ~3;
  let sums = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) sums = f32x4.add(sums, v128.load(x + ((<usize>j) << 2)));
  let sum = total(sums);
  for (let j = whole; j < width; j++) sum += load<f32>(x + ((<usize>j) << 2));
  const mean = sum / <f32>width;

  const means = f32x4.splat(mean);
  sums = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    const centred = f32x4.sub(v128.load(x + ((<usize>j) << 2)), means);
    sums = f32x4.add(sums, f32x4.mul(centred, centred));
  }
  sum = total(sums);
  for (let j = whole; j < width; j++) {
    const centred = load<f32>(x + ((<usize>j) << 2)) - mean;
    sum += centred * centred;
  }
  store<f32>(stats, mean);
  store<f32>(stats, <f32>1 / sqrt<f32>(sum / <f32>width + epsilon), 4);
}

/** y ← gain·(x − mean)/deviation + bias, row by row; `stats` gets each row's mean and reciprocal deviation. */
export function layerNorm(
  x: usize,
  gain: usize,
  bias: usize,
  y: usize,
  stats: usize,
  rows: i32,
  width: i32,
  epsilon: f32,
): void {
  const whole = width & ~3;
  const stride = (<usize>width) << 2;
  for (let i = 0; i < rows; i++, x += stride, y += stride, stats += 8) {
    measure(x, stats, width, epsilon);
    const mean = load<f32>(stats);
    const reciprocal = load<f32>(stats, 4);
    const means = f32x4.splat(mean);
    const reciprocals = f32x4.splat(reciprocal);
    for (let j = 0; j < whole; j += 4) {
      const at = (<usize>j) << 2;
      const standard = f32x4.mul(f32x4.sub(v128.load(x + at), means), reciprocals);
      v128.store(y + at, f32x4.add(f32x4.mul(standard, v128.load(gain + at)), v128.load(bias + at)));
    }
    for (let j = whole; j < width; j++) {
      const at = (<usize>j) << 2;
      const standard = (load<f32>(x + at) - mean) * reciprocal;
      store<f32>(y + at, standard * load<f32>(gain + at) + load<f32>(bias + at));
    }
  }
}

/** dx of the same, gain and bias constant. */
export function layerNormGradient(
  dy: usize,
  x: usize,
  stats: usize,
  gain: usize,
  dx: usize,
  rows: i32,
  width: i32,
): void {
  const whole = width & ~3;
  const stride = (<usize>width) << 2;
  const share = <f32>1 / <f32>width;
  for (let i = 0; i < rows; i++, x += stride, dy += stride, dx += stride, stats += 8) {
    const mean = load<f32>(stats);
    const reciprocal = load<f32>(stats, 4);
    const means = f32x4.splat(mean);
    const reciprocals = f32x4.splat(reciprocal);
    let sums = f32x4.splat(0);
    let sumsAlong = f32x4.splat(0);
    for (let j = 0; j < whole; j += 4) {
      const at = (<usize>j) << 2;
      const standard = f32x4.mul(f32x4.sub(v128.load(x + at), means), reciprocals);
      const scaled = f32x4.mul(v128.load(dy + at), v128.load(gain + at));
      sums = f32x4.add(sums, scaled);
      sumsAlong = f32x4.add(sumsAlong, f32x4.mul(scaled, standard));
    }
    let sum = total(sums);
    let sumAlong = total(sumsAlong);
    for (let j = whole; j < width; j++) {
      const at = (<usize>j) << 2;
      const scaled = load<f32>(dy + at) * load<f32>(gain + at);
      sum += scaled;
      sumAlong += scaled * (load<f32>(x + at) - mean) * reciprocal;
    }
    const shift = sum * share;
    const along = sumAlong * share;
    const shifts = f32x4.splat(shift);
    const alongs = f32x4.splat(along);
    for (let j = 0; j < whole; j += 4) {
      const at = (<usize>j) << 2;
      const standard = f32x4.mul(f32x4.sub(v128.load(x + at), means), reciprocals);
      const scaled = f32x4.mul(v128.load(dy + at), v128.load(gain + at));
      const rest = f32x4.sub(f32x4.sub(scaled, shifts), f32x4.mul(standard, alongs));
      v128.store(dx + at, f32x4.mul(rest, reciprocals));
    }
    for (let j = whole; j < width; j++) {
      const at = (<usize>j) << 2;
      const standard = (load<f32>(x + at) - mean) * reciprocal;
      store<f32>(
        dx + at,
        (load<f32>(dy + at) * load<f32>(gain + at) - shift - standard * along) * reciprocal,
      );
    }
  }
}
