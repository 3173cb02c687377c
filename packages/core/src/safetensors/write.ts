import { DsraError } from '../errors';
import { dtypeBytes, sizeOf, type Dtype } from './dtypes';
import { toBytes, type TensorToStore } from './toBytes';

/** A tensor of a file to be written, without its numbers. */
export interface TensorOutline {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/**
 * A safetensors file in memory. Wider number formats come first, so that every tensor is aligned, and within a format
 * names are sorted: equal content gives equal bytes.
 *
 * ```ts
 * const bytes = encodeSafetensors({ r: { dtype: 'F32', shape: [2], data: [1, 2] } });
 * decodeSafetensors(bytes).tensors.get('r')?.shape; // [2]
 * ```
 * @throws DsraError `badInput` when a shape does not fit its data or a format cannot hold a value
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorToStore>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const outlines = Object.entries(tensors)
    .map(([name, { dtype, shape }]) => ({ name, dtype, shape }))
    .sort((a, b) => dtypeBytes[b.dtype] - dtypeBytes[a.dtype] || (a.name < b.name ? -1 : 1));
  return join([
    encodeSafetensorsHeader(outlines, metadata),
    ...outlines.map(({ name }) => toBytes(name, tensors[name]!)),
  ]);
}

/**
 * The beginning of a file whose tensors follow in this order; a multiple of 8 bytes long.
 * @throws DsraError `badInput` when two tensors have one name
 */
export function encodeSafetensorsHeader(
  outlines: readonly TensorOutline[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  refuseSameNames(['__metadata__', ...outlines.map(({ name }) => name)]);
  let filled = 0;
  const entries = outlines.map(({ name, dtype, shape }) => {
    const start = filled;
    filled += sizeOf(shape) * dtypeBytes[dtype];
    return [name, { dtype, shape, data_offsets: [start, filled] }] as const;
  });
  const about = Object.keys(metadata).length > 0 ? [['__metadata__', metadata] as const] : [];
  // fromEntries, unlike assignment, makes an own property even of a tensor named `__proto__`.
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...about, ...entries])));
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, 8);
  return header;
}

function refuseSameNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new DsraError('badInput', `a safetensors file cannot have two entries "${twice}"`);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
