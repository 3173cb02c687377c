// The two 16-bit floating-point formats. All bit patterns of a 16-bit number fit a table, which is the fastest way to read F16.

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);
let table: Float32Array | undefined;

/** IEEE half precision → float32, exact. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const values = (table ??= Float32Array.from({ length: 0x10000 }, (_, bits) => readHalf(bits)));
  const result = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) result[i] = values[halves[i]!]!;
  return result;
}

function readHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 → float32, exact: the upper half of its bits. */
export function bfloat16ToFloat32(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

/** The nearest half, ties to even; beyond 65504 infinite. */
export function toFloat16(value: number): number {
  float[0] = value;
  const sign = (floatBits[0]! >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // The spacing of halves around this size; below 2^-14 it stays that of the subnormal numbers.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = roundToEven(size / 2 ** (exponent - 10));
  return sign | (steps + ((exponent + 14) << 10));
}

function roundToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}

/** The nearest bfloat16, ties to even. */
export function toBfloat16(value: number): number {
  float[0] = value;
  const bits = floatBits[0]!;
  if (Number.isNaN(value)) return (bits >>> 16) | 0x0040;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
