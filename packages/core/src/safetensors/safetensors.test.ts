import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDsraError } from '../errors';
import { dtypeBytes, sizeOf, type Dtype, type StoredTensor } from './dtypes';
import { parseSafetensorsHeader } from './header';
import { decodeSafetensors } from './read';
import { toFloat32 } from './toFloat32';
import { encodeSafetensors } from './write';

const dtypes = Object.keys(dtypeBytes) as Dtype[];

const arbitraryStored: fc.Arbitrary<StoredTensor> = fc
  .record({ dtype: fc.constantFrom(...dtypes), shape: fc.array(fc.nat(4), { maxLength: 3 }) })
  .chain(({ dtype, shape }) => {
    const length = sizeOf(shape) * dtypeBytes[dtype];
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => ({ dtype, shape, bytes: dtype === 'BOOL' ? bytes.map((byte) => byte % 2) : bytes }));
  });

const arbitraryName = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('__proto__', 'constructor', '1', '"{'),
);
const arbitraryFile = fc.record({
  tensors: fc.dictionary(arbitraryName, arbitraryStored, { maxKeys: 4 }),
  metadata: fc.dictionary(arbitraryName, fc.string(), { maxKeys: 2 }),
});

test('what is written is read again, at any alignment', () => {
  fc.assert(
    fc.property(arbitraryFile, fc.nat(9), ({ tensors, metadata }, offset) => {
      const bytes = encodeSafetensors(tensors, metadata);
      const shifted = new Uint8Array(offset + bytes.length).subarray(offset);
      shifted.set(bytes);
      const read = decodeSafetensors(shifted);
      expect(Object.fromEntries(read.tensors)).toEqual(tensors);
      expect(read.metadata).toEqual(metadata);
      for (const stored of read.tensors.values())
        expect(toFloat32(stored)).toHaveLength(sizeOf(stored.shape));
    }),
  );
});

test('a damaged or cut file is refused with its name, or still read within its bounds', () => {
  const damage = fc.record({ at: fc.nat(), to: fc.nat(255), cut: fc.option(fc.nat()), added: fc.nat(3) });
  fc.assert(
    fc.property(arbitraryFile, damage, ({ tensors, metadata }, { at, to, cut, added }) => {
      const sound = encodeSafetensors(tensors, metadata);
      const length = cut === null ? sound.length + added : cut % sound.length;
      const bytes = new Uint8Array(length);
      bytes.set(sound.subarray(0, length));
      if (length > 0) bytes[at % length] = to;
      try {
        for (const stored of decodeSafetensors(bytes, 'x.safetensors').tensors.values()) {
          expect(toFloat32(stored)).toHaveLength(sizeOf(stored.shape));
        }
      } catch (error) {
        if (!isDsraError(error)) throw error;
        expect(error.code).toBe('badFile');
        expect(error.message).toMatch(/^x\.safetensors /);
        expect(error.message).not.toContain('\n');
      }
    }),
    { numRuns: 1000 },
  );
});

/** A file whose header is this text, followed by this many bytes. */
function file(header: unknown, dataBytes = 0, length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const at = (start: number, end: number, shape: unknown = [(end - start) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [start, end],
});
const ok = JSON.stringify(at(0, 4));

test.each<[string, Uint8Array]>([
  ['has 0 bytes, too few', new Uint8Array()],
  ['has 7 bytes, too few', new Uint8Array(7)],
  ['is truncated or no safetensors file: its header has 9 bytes, the file 10', file('{}', 0, 9n)],
  ['its header would have 18446744073709551615 bytes', file('{}', 0, 2n ** 64n - 1n)],
  ['its header would have 100000001 bytes', file('{}', 0, 100_000_001n)],
  ['its header is not JSON', file('{"a":')],
  ['its header is not JSON', file('\xff\xfe{}').map((byte, i) => (i === 8 ? 0xff : byte))],
  ['its header is not JSON', file('['.repeat(10_000))],
  ['its header is no JSON object', file('[]')],
  ['its header is no JSON object', file('null')],
  ['has "a" twice in its header', file(`{"a":${ok},"a":${ok}}`, 4)],
  ['has "shape" twice', file('{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', 4)],
  ['tensor "a" is not described by an object', file({ a: 3 })],
  ['tensor "a" has the unknown number format "F8_E4M3"', file({ a: at(0, 4, [4], 'F8_E4M3') }, 4)],
  ['tensor "a" has the unknown number format "toString"', file({ a: at(0, 4, [4], 'toString') }, 4)],
  ['tensor "a" has the unknown number format nothing', file({ a: {} })],
  ['tensor "a" has the impossible shape [-1]', file({ a: at(0, 4, [-1]) }, 4)],
  ['tensor "a" has the impossible shape [1.5]', file({ a: at(0, 6, [1.5]) }, 6)],
  ['tensor "a" has the impossible shape ["1"]', file({ a: at(0, 4, ['1']) }, 4)],
  ['tensor "a" has the impossible shape [1e+300]', file({ a: at(0, 4, [1e300]) }, 4)],
  ['tensor "a" has the impossible shape "1"', file({ a: at(0, 4, '1') }, 4)],
  ['tensor "a" has 4 bytes, but F32 of shape [2] needs 8', file({ a: at(0, 4, [2]) }, 4)],
  [
    'tensor "a" has 0 bytes, but F32 of shape [4503599627370496,4096] needs',
    file({ a: at(0, 0, [2 ** 52, 4096]) }),
  ],
  ['tensor "a" has -4 bytes', file({ a: at(4, 0, [1]) }, 4)],
  ['tensor "a" has the impossible place [-4,0]', file({ a: at(-4, 0, [1]) }, 4)],
  ['tensor "a" has the impossible place [0]', file({ a: { ...at(0, 4), data_offsets: [0] } }, 4)],
  ['tensor "b" overlaps the one before it', file({ a: at(0, 8), b: at(4, 12) }, 12)],
  ['4 bytes before tensor "b" belong to none', file({ a: at(0, 4), b: at(8, 12) }, 12)],
  ['is truncated: its tensors need 8 bytes, it has 7', file({ a: at(0, 8) }, 7)],
  ['is too long: 1 bytes behind its last tensor', file({ a: at(0, 8) }, 9)],
  ['its metadata must be an object of texts', file({ __metadata__: { a: 1 } })],
  ['its metadata must be an object of texts', file({ __metadata__: null })],
])('refused: %s', (line, bytes) => {
  expect(() => decodeSafetensors(bytes, 'x.safetensors')).toThrow(/^x\.safetensors /);
  expect(() => decodeSafetensors(bytes, 'x.safetensors')).toThrow(line);
});

test('a header that was not read whole is refused', () => {
  const bytes = encodeSafetensors({ a: { dtype: 'F32', shape: [1], data: [1] } });
  expect(() => parseSafetensorsHeader(bytes.subarray(0, 20), bytes.length, 'x')).toThrow(
    'truncated within its header',
  );
});

test('values round to the nearest of their format and come back', () => {
  const data = [
    0,
    -0,
    1,
    -2.5,
    65504,
    65519,
    65520,
    1e30,
    2 ** -24,
    2 ** -25,
    2 ** -25 * 1.001,
    1 + 2 ** -11,
    1 + 3 * 2 ** -11,
  ];
  const stored = (dtype: Dtype, values: number[] | Float32Array) => [
    ...toFloat32(
      decodeSafetensors(
        encodeSafetensors({ a: { dtype, shape: [values.length], data: values } }),
      ).tensors.get('a')!,
    ),
  ];
  expect(stored('F16', data)).toEqual([
    0,
    -0,
    1,
    -2.5,
    65504,
    65504,
    Infinity,
    Infinity,
    2 ** -24,
    0,
    2 ** -24,
    1,
    1 + 2 ** -9,
  ]);
  expect(stored('BF16', [1, 1 + 2 ** -8, 1 + 3 * 2 ** -8, -Infinity, 3.4e38])).toEqual([
    1,
    1,
    1 + 2 ** -6,
    -Infinity,
    Infinity,
  ]);
  expect(stored('F16', [NaN])).toEqual([NaN]);
  expect(stored('BF16', [NaN])).toEqual([NaN]);
  expect(stored('F32', data)).toEqual(data.map(Math.fround));
  expect(stored('F64', data)).toEqual(data.map(Math.fround));
  expect(stored('I64', [-(2 ** 40), 7])).toEqual([-(2 ** 40), 7]);
  expect(stored('U8', [0, 255])).toEqual([0, 255]);
  expect(stored('BOOL', [0, 1])).toEqual([0, 1]);
});

test('every half survives the way to float32 and back', () => {
  const halves = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
  for (const dtype of ['F16', 'BF16'] as const) {
    const values = toFloat32({ dtype, shape: [halves.length], bytes: new Uint8Array(halves.buffer) });
    const written = decodeSafetensors(
      encodeSafetensors({ a: { dtype, shape: [halves.length], data: values } }),
    );
    const again = toFloat32(written.tensors.get('a')!);
    expect(again.findIndex((value, i) => !Object.is(value, values[i]))).toBe(-1);
  }
});

test.each([
  ['U8', 256],
  ['I8', 1.5],
  ['BOOL', 2],
  ['I32', 2 ** 31],
  ['U64', -1],
  ['I64', 0.5],
  ['I16', NaN],
] as const)('%s cannot hold %p', (dtype, value) => {
  expect(() => encodeSafetensors({ a: { dtype, shape: [1], data: [value] } })).toThrow(
    `tensor "a" holds ${value}, which ${dtype} cannot`,
  );
});

test('what does not fit its shape, or cannot be named, is not written', () => {
  expect(() => encodeSafetensors({ a: { dtype: 'F32', shape: [2], data: [1] } })).toThrow(
    'tensor "a" has 4 bytes, but F32 of shape [2] needs 8',
  );
  expect(() => encodeSafetensors({ __metadata__: { dtype: 'F32', shape: [1], data: [1] } })).toThrow(
    '"__metadata__"',
  );
});

test('the data is aligned, and equal content gives equal bytes', () => {
  const a = { dtype: 'U8', shape: [3], data: [1, 2, 3] } as const;
  const b = { dtype: 'F32', shape: [1], data: [4] } as const;
  const bytes = encodeSafetensors({ a, b });
  expect(bytes).toEqual(encodeSafetensors({ b, a }));
  const { entries, dataStart } = parseSafetensorsHeader(bytes, bytes.length, 'x');
  expect(dataStart % 8).toBe(0);
  expect([...entries.keys()]).toEqual(['b', 'a']);
});
