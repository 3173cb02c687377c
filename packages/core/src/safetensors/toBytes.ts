import { DsraError } from '../errors';
import { dtypeBytes, sizeOf, type Dtype, type StoredTensor } from './dtypes';
import { toBfloat16, toFloat16 } from './halves';

/** Numbers to be stored in a format: as values, or as the bytes that a file held. */
export type TensorToStore =
  | StoredTensor
  | { readonly dtype: Dtype; readonly shape: readonly number[]; readonly data: Numbers };

export type Numbers = ArrayLike<number> | BigInt64Array | BigUint64Array;

/**
 * A tensor's bytes. Floating-point formats round to the nearest; integer formats must hold the values exactly.
 * @throws DsraError `badInput` when the shape does not fit or an integer format cannot hold a value
 */
export function toBytes(name: string, tensor: TensorToStore): Uint8Array {
  const bytes = 'bytes' in tensor ? tensor.bytes : convert(name, tensor.dtype, tensor.data);
  const expected = sizeOf(tensor.shape) * dtypeBytes[tensor.dtype];
  if (bytes.length !== expected) {
    throw new DsraError(
      'badInput',
      `tensor "${name}" has ${bytes.length} bytes, but ${tensor.dtype} of shape [${tensor.shape.join(', ')}] needs ${expected}`,
    );
  }
  return bytes;
}

function convert(name: string, dtype: Dtype, data: Numbers): Uint8Array {
  const { buffer, byteOffset, byteLength } = typed(name, dtype, data);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function typed(name: string, dtype: Dtype, data: Numbers): ArrayBufferView {
  if (dtype === 'I64' || dtype === 'U64') return big(name, dtype, data);
  const numbers = data as ArrayLike<number>;
  switch (dtype) {
    case 'F32':
      return data instanceof Float32Array ? data : Float32Array.from(numbers);
    case 'F64':
      return Float64Array.from(numbers);
    case 'F16':
      return Uint16Array.from(numbers, toFloat16);
    case 'BF16':
      return Uint16Array.from(numbers, toBfloat16);
    default:
      return exact(name, dtype, numbers, integerArrays[dtype].from(numbers));
  }
}

const integerArrays = {
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
};

function exact<T extends ArrayLike<number> & ArrayBufferView>(
  name: string,
  dtype: Dtype,
  wanted: ArrayLike<number>,
  stored: T,
): T {
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i]!;
    if (value !== wanted[i] || (dtype === 'BOOL' && value > 1)) {
      throw new DsraError('badInput', `tensor "${name}" holds ${wanted[i]}, which ${dtype} cannot`);
    }
  }
  return stored;
}

function big(name: string, dtype: 'I64' | 'U64', data: Numbers): ArrayBufferView {
  const Target = dtype === 'I64' ? BigInt64Array : BigUint64Array;
  const [lowest, highest] = dtype === 'I64' ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
  const values = Array.from(data as ArrayLike<number | bigint>, (value) => {
    const whole = typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value) : undefined;
    if (whole !== undefined && whole >= lowest && whole <= highest) return whole;
    throw new DsraError('badInput', `tensor "${name}" holds ${value}, which ${dtype} cannot`);
  });
  return Target.from(values);
}
