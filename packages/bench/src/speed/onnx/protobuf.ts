/**
 * As much of protobuf's wire format as an ONNX file needs: a message is a list of fields; a field is a key (number and
 * kind), then a varint, four bytes, or a length and so many bytes. Parts are kept as they are and never joined, because
 * weights are large.
 */
export type Message = readonly Uint8Array[];

const [VARINT, BYTES, FLOAT] = [0, 2, 5];

/** Seven bits a byte, lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

const key = (field: number, kind: number): Uint8Array => varint(field * 8 + kind);

export const sizeOf = (parts: Message): number => parts.reduce((sum, part) => sum + part.length, 0);

/** A whole number from 0 on. */
export const integer = (field: number, value: number): Message => [key(field, VARINT), varint(value)];

export const float = (field: number, value: number): Message => [
  key(field, FLOAT),
  new Uint8Array(Float32Array.of(value).buffer),
];

export const message = (field: number, content: Message): Message => [
  key(field, BYTES),
  varint(sizeOf(content)),
  ...content,
];

export const bytes = (field: number, content: Uint8Array): Message => message(field, [content]);

export const text = (field: number, content: string): Message =>
  bytes(field, new TextEncoder().encode(content));
