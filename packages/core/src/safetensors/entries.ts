import type { DsraError } from '../errors';
import { isRecord } from '../isRecord';
import { badFile, quoted } from './badFile';
import { dtypeBytes, isDtype, sizeOf, type Dtype } from './dtypes';

/** Where a tensor lies, relative to the end of the header. */
export interface SafetensorsEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** One tensor's description, checked: its place is as long as its shape and format need. */
export function checkEntry(key: string, value: unknown, name: string): SafetensorsEntry {
  const bad = (what: string): DsraError => badFile(name, `is damaged: tensor ${quoted(key)} ${what}`);
  if (!isRecord(value)) throw bad('is not described by an object');
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) throw bad(`has the unknown number format ${quoted(dtype)}`);
  if (!isListOfLengths(shape)) throw bad(`has the impossible shape ${quoted(shape)}`);
  if (!isListOfLengths(offsets) || offsets.length !== 2) {
    throw bad(`has the impossible place ${quoted(offsets)}`);
  }
  const [start, end] = offsets as [number, number];
  const expected = sizeOf(shape) * dtypeBytes[dtype];
  if (end - start !== expected) {
    throw bad(`has ${end - start} bytes, but ${dtype} of shape ${quoted(shape)} needs ${expected}`);
  }
  return { dtype, shape, start, end };
}

/** The tensors fill the data from its beginning to its end, one behind the other. */
export function checkLayout(
  entries: readonly (readonly [string, SafetensorsEntry])[],
  dataSize: number,
  name: string,
): void {
  const damaged = (what: string): DsraError => badFile(name, `is damaged: ${what}`);
  let filled = 0;
  for (const [key, { start, end }] of entries) {
    if (start < filled) throw damaged(`tensor ${quoted(key)} overlaps the one before it`);
    if (start > filled) throw damaged(`${start - filled} bytes before tensor ${quoted(key)} belong to none`);
    filled = end;
  }
  if (filled > dataSize) {
    throw badFile(name, `is truncated: its tensors need ${filled} bytes, it has ${dataSize}`);
  }
  if (filled < dataSize) {
    throw badFile(name, `is too long: ${dataSize - filled} bytes behind its last tensor`);
  }
}

function isListOfLengths(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && (length as number) >= 0)
  );
}
