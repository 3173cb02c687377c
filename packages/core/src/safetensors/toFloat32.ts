import type { Dtype, StoredTensor } from './dtypes';
import { bfloat16ToFloat32, float16ToFloat32 } from './halves';

/**
 * A stored tensor's numbers as float32: exact for F32, F16, BF16, 8- and 16-bit integers; rounded otherwise.
 * F32 may share memory with `stored.bytes`.
 */
export function toFloat32({ dtype, bytes }: StoredTensor): Float32Array {
  return converters[dtype](bytes);
}

const converters: Record<Dtype, (bytes: Uint8Array) => Float32Array> = {
  F64: (bytes) => Float32Array.from(view(bytes, Float64Array)),
  F32: (bytes) => view(bytes, Float32Array),
  F16: (bytes) => float16ToFloat32(view(bytes, Uint16Array)),
  BF16: (bytes) => bfloat16ToFloat32(view(bytes, Uint16Array)),
  I64: (bytes) => Float32Array.from(view(bytes, BigInt64Array), Number),
  U64: (bytes) => Float32Array.from(view(bytes, BigUint64Array), Number),
  I32: (bytes) => Float32Array.from(view(bytes, Int32Array)),
  U32: (bytes) => Float32Array.from(view(bytes, Uint32Array)),
  I16: (bytes) => Float32Array.from(view(bytes, Int16Array)),
  U16: (bytes) => Float32Array.from(view(bytes, Uint16Array)),
  I8: (bytes) => Float32Array.from(view(bytes, Int8Array)),
  U8: (bytes) => Float32Array.from(bytes),
  BOOL: (bytes) => Float32Array.from(bytes, (byte) => (byte === 0 ? 0 : 1)),
};

interface ViewOf<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
}

/**
 * A typed view, over a copy where the bytes do not lie at a multiple of the element's size.
 * (Not `slice`, which copies nothing when the bytes are Node's Buffer.)
 */
function view<T>(bytes: Uint8Array, View: ViewOf<T>): T {
  const size = View.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new View(aligned.buffer, aligned.byteOffset, aligned.length / size);
}
