/** e^x of four floats to 1 ulp or so: e^x = 2^n · e^r with |r| ≤ ln 2 / 2 (Cephes, `expf`). */
@inline
export function exponential(x: v128): v128 {
  // Below, the result would leave the normal numbers: it is then as good as zero. Above, it would be infinite.
  const low = f32x4.splat(-87.33654);
  // `pmin` and `pmax` are one instruction each, and give NaN for NaN.
  const bounded = f32x4.pmin(f32x4.pmax(x, low), f32x4.splat(88.37626));
  // 1.5·2²³ pushes the fraction out of the mantissa: what is left is rounded, and its low bits are n.
  const magic = f32x4.splat(12582912);
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)), magic);
  const n = f32x4.sub(shifted, magic);
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23));
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(x, low));
}

/** Sum of the four lanes. */
@inline
export function total(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}
