import { DsraError } from '../errors';
import { duplicateKey } from './duplicateKey';
import { dtypeBytes, isDtype, sizeOf, type Dtype } from './dtypes';

/** Where a tensor lies, relative to the end of the header. */
export interface SafetensorsEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of the data. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data begins, from the start of the file. */
  readonly dataStart: number;
}

/** The format's own bound on a header. */
const largestHeader = 100_000_000;

/**
 * The length of the JSON header, from a file's first 8 bytes; checked before anything of that length is read.
 * @throws DsraError `badFile`
 */
export function safetensorsHeaderLength(firstBytes: Uint8Array, fileSize: number, name: string): number {
  if (fileSize < 8 || firstBytes.length < 8) {
    throw badFile(name, `has ${fileSize} bytes, too few for a safetensors file`);
  }
  const length = new DataView(firstBytes.buffer, firstBytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(largestHeader)) {
    throw badFile(
      name,
      `is no safetensors file: its header would have ${length} bytes, more than ${largestHeader}`,
    );
  }
  if (length > BigInt(fileSize - 8)) {
    throw badFile(
      name,
      `is truncated or no safetensors file: its header has ${length} bytes, the file ${fileSize}`,
    );
  }
  return Number(length);
}

/**
 * What the header of a safetensors file says, checked against the file's size: no tensor overlaps another,
 * none lies outside, nothing is left over.
 *
 * @param headBytes the file's beginning, at least up to the end of the header
 * @param fileSize bytes of the whole file
 * @param name for messages
 * @throws DsraError `badFile` with the name, what was found and what was expected
 */
export function parseSafetensorsHeader(
  headBytes: Uint8Array,
  fileSize: number,
  name: string,
): SafetensorsHeader {
  const length = safetensorsHeaderLength(headBytes, fileSize, name);
  const dataStart = 8 + length;
  if (headBytes.length < dataStart) throw badFile(name, `is truncated within its header`);
  const json = parseJson(headBytes.subarray(8, dataStart), name);
  const { __metadata__: metadata = {}, ...tensors } = json;
  const entries = Object.entries(tensors).map(([key, value]) => [key, checkEntry(key, value, name)] as const);
  entries.sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  checkLayout(entries, fileSize - dataStart, name);
  return { entries: new Map(entries), metadata: checkMetadata(metadata, name), dataStart };
}

export function badFile(name: string, what: string, cause?: unknown): DsraError {
  return new DsraError('badFile', `${name} ${what}`, { cause });
}

function parseJson(bytes: Uint8Array, name: string): Record<string, unknown> {
  let json: unknown;
  let twice: string | undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    json = JSON.parse(text);
    twice = duplicateKey(text);
  } catch (cause) {
    throw badFile(name, 'is no safetensors file: its header is not JSON', cause);
  }
  if (!isRecord(json)) throw badFile(name, 'is no safetensors file: its header is no JSON object');
  if (twice !== undefined) throw badFile(name, `has "${twice}" twice in its header`);
  return json;
}

function checkEntry(key: string, value: unknown, name: string): SafetensorsEntry {
  const bad = (what: string): DsraError => badFile(name, `is damaged: tensor "${key}" ${what}`);
  if (!isRecord(value)) throw bad('is not described by an object');
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) throw bad(`has the unknown number format ${JSON.stringify(dtype)}`);
  if (!isListOfLengths(shape)) throw bad(`has the impossible shape ${JSON.stringify(shape)}`);
  if (!isListOfLengths(offsets) || offsets.length !== 2)
    throw bad(`has the impossible place ${JSON.stringify(offsets)}`);
  const [start, end] = offsets as [number, number];
  const expected = sizeOf(shape) * dtypeBytes[dtype];
  if (end - start !== expected) {
    throw bad(`has ${end - start} bytes, but ${dtype} of shape [${shape.join(', ')}] needs ${expected}`);
  }
  return { dtype, shape, start, end };
}

/** The tensors fill the data from its beginning to its end, one behind the other. */
function checkLayout(
  entries: readonly (readonly [string, SafetensorsEntry])[],
  dataSize: number,
  name: string,
): void {
  let filled = 0;
  for (const [key, { start, end }] of entries) {
    if (start < filled) throw badFile(name, `is damaged: tensor "${key}" overlaps the one before it`);
    if (start > filled)
      throw badFile(name, `is damaged: ${start - filled} bytes before tensor "${key}" belong to none`);
    filled = end;
  }
  if (filled > dataSize)
    throw badFile(name, `is truncated: its tensors need ${filled} bytes, it has ${dataSize}`);
  if (filled < dataSize)
    throw badFile(name, `is too long: ${dataSize - filled} bytes behind its last tensor`);
}

function checkMetadata(metadata: unknown, name: string): Record<string, string> {
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw badFile(name, 'is damaged: its metadata must be an object of texts');
  }
  return metadata as Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfLengths(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && (length as number) >= 0)
  );
}
