import { isRecord } from '../isRecord';
import { badFile, quoted } from './badFile';
import { duplicateKey } from './duplicateKey';
import { checkEntry, checkLayout, type SafetensorsEntry } from './entries';

/** What a file says about its tensors before they begin. */
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
  if (twice !== undefined) throw badFile(name, `has ${quoted(twice)} twice in its header`);
  return json;
}

function checkMetadata(metadata: unknown, name: string): Record<string, string> {
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw badFile(name, 'is damaged: its metadata must be an object of texts');
  }
  return metadata as Record<string, string>;
}
