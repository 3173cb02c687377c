import { exponential, total } from './exponential';

/** x ← softmax(scale·x) over the first `seen` of `columns` floats; the rest becomes zero. */
function softmaxRow(x: usize, columns: i32, seen: i32, scale: f32): void {
  const whole = seen & ~3;
  let highest = f32x4.splat(-Infinity);
  for (let j = 0; j < whole; j += 4) highest = f32x4.pmax(highest, v128.load(x + ((<usize>j) << 2)));
  let peak = max<f32>(
    max<f32>(f32x4.extract_lane(highest, 0), f32x4.extract_lane(highest, 1)),
    max<f32>(f32x4.extract_lane(highest, 2), f32x4.extract_lane(highest, 3)),
  );
  for (let j = whole; j < seen; j++) peak = max<f32>(peak, load<f32>(x + ((<usize>j) << 2)));

  const scales = f32x4.splat(scale);
  const shifts = f32x4.splat(-scale * peak);
  let sums = f32x4.splat(0);
  const pairs = seen & ~7;
  for (let j = 0; j < pairs; j += 8) {
    const at = x + (<usize>j << 2);
    const a = exponential(f32x4.add(f32x4.mul(v128.load(at), scales), shifts));
    const b = exponential(f32x4.add(f32x4.mul(v128.load(at, 16), scales), shifts));
    v128.store(at, a);
    v128.store(at, b, 16);
    sums = f32x4.add(sums, f32x4.add(a, b));
  }
  for (let j = pairs; j < whole; j += 4) {
    const at = x + ((<usize>j) << 2);
    const e = exponential(f32x4.add(f32x4.mul(v128.load(at), scales), shifts));
    v128.store(at, e);
    sums = f32x4.add(sums, e);
  }
  let sum = total(sums);
  for (let j = whole; j < seen; j++) {
    const at = x + ((<usize>j) << 2);
    const e = f32x4.extract_lane(exponential(f32x4.add(f32x4.mul(v128.load32_splat(at), scales), shifts)), 0);
    store<f32>(at, e);
    sum += e;
  }

  const share = <f32>1 / sum;
  const shares = f32x4.splat(share);
  for (let j = 0; j < whole; j += 4) {
    const at = x + ((<usize>j) << 2);
    v128.store(at, f32x4.mul(v128.load(at), shares));
  }
  for (let j = whole; j < seen; j++) {
    const at = x + ((<usize>j) << 2);
    store<f32>(at, load<f32>(at) * share);
  }
  if (seen < columns) memory.fill(x + ((<usize>seen) << 2), 0, (<usize>(columns - seen)) << 2);
}

/** Each of `rows` rows of packed scores becomes probabilities, in place. `scale` is positive. */
export function softmax(x: usize, rows: i32, columns: i32, scale: f32): void {
  const stride = (<usize>columns) << 2;
  for (let i = 0; i < rows; i++, x += stride) softmaxRow(x, columns, columns, scale);
}

/** Square scores of which row i sees the first i + 1. */
export function causalSoftmax(x: usize, rows: i32, scale: f32): void {
  const stride = (<usize>rows) << 2;
  for (let i = 0; i < rows; i++, x += stride) softmaxRow(x, rows, i + 1, scale);
}

/**
 * Scores of which the last `masked` columns have a mask `[rows, masked]` of zeros and large negative numbers added to
 * them after scaling.
 */
export function maskedSoftmax(x: usize, mask: usize, rows: i32, columns: i32, masked: i32, scale: f32): void {
  const stride = (<usize>columns) << 2;
  const free = (<usize>(columns - masked)) << 2;
  const lift = <f32>1 / scale;
  const whole = masked & ~3;
  const lifts = f32x4.splat(lift);
  for (let i = 0; i < rows; i++, x += stride) {
    let at = x + free;
    for (let j = 0; j < whole; j += 4, at += 16, mask += 16) {
      v128.store(at, f32x4.add(v128.load(at), f32x4.mul(v128.load(mask), lifts)));
    }
    for (let j = whole; j < masked; j++, at += 4, mask += 4) {
      store<f32>(at, load<f32>(at) + load<f32>(mask) * lift);
    }
    softmaxRow(x, columns, columns, scale);
  }
}

/** d ← scale·p·(d − Σ p·d): the gradient of the scores from that of the probabilities, row by row, in place. */
export function softmaxGradient(p: usize, d: usize, rows: i32, columns: i32, scale: f32): void {
  const whole = columns & ~3;
  const stride = (<usize>columns) << 2;
  for (let i = 0; i < rows; i++, p += stride, d += stride) {
    let sums = f32x4.splat(0);
    for (let j = 0; j < whole; j += 4) {
      const at = (<usize>j) << 2;
      sums = f32x4.add(sums, f32x4.mul(v128.load(p + at), v128.load(d + at)));
    }
    let sum = total(sums);
    for (let j = whole; j < columns; j++) {
      const at = (<usize>j) << 2;
      sum += load<f32>(p + at) * load<f32>(d + at);
    }
    const means = f32x4.splat(sum);
    const scales = f32x4.splat(scale);
    for (let j = 0; j < whole; j += 4) {
      const at = (<usize>j) << 2;
      const centred = f32x4.sub(v128.load(d + at), means);
      v128.store(d + at, f32x4.mul(f32x4.mul(v128.load(p + at), scales), centred));
    }
    for (let j = whole; j < columns; j++) {
      const at = (<usize>j) << 2;
      store<f32>(d + at, load<f32>(p + at) * scale * (load<f32>(d + at) - sum));
    }
  }
}
