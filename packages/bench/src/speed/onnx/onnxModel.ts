/** ONNX's messages (onnx/onnx.proto), as much of them as a float32 model needs. The numbers are the proto's field numbers. */
import { bytes, float, integer, type Message, message, text } from './protobuf';

/** What an operation takes besides tensors: whole numbers (0 and up, −1 included), a list of them, or a float. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number };

export interface Node {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A constant: weights, or the sizes that a Reshape takes. */
export interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly input: Value;
  readonly output: Value;
}

const FLOAT32 = 1;
const INT64 = 7;
/** The first operator set with LayerNormalization. */
const OPSET = 17;
const IR_VERSION = 8;
const [IS_FLOAT, IS_INT, IS_INTS] = [1, 2, 7];

/** The file, in parts. */
export const onnxModel = (graph: Graph): Message => [
  ...integer(1, IR_VERSION),
  ...text(2, 'dsra'),
  ...message(7, graphMessage(graph)),
  ...message(8, integer(2, OPSET)),
];

const graphMessage = ({ nodes, initializers, input, output }: Graph): Message => [
  ...nodes.flatMap((node) => message(1, nodeMessage(node))),
  ...text(2, 'tower'),
  ...initializers.flatMap((tensor) => message(5, tensorMessage(tensor))),
  ...message(11, valueMessage(input)),
  ...message(12, valueMessage(output)),
];

const nodeMessage = ({ operation, inputs, output, attributes = {} }: Node): Message => [
  ...inputs.flatMap((name) => text(1, name)),
  ...text(2, output),
  ...text(3, output),
  ...text(4, operation),
  ...Object.entries(attributes).flatMap(([name, value]) => message(5, attributeMessage(name, value))),
];

function attributeMessage(name: string, value: Attribute): Message {
  if ('float' in value) return [...text(1, name), ...float(2, value.float), ...integer(20, IS_FLOAT)];
  if ('int' in value) return [...text(1, name), ...int64(3, value.int), ...integer(20, IS_INT)];
  return [...text(1, name), ...value.ints.flatMap((int) => int64(8, int)), ...integer(20, IS_INTS)];
}

/** Protobuf writes a negative number as the ten bytes of its 64-bit complement. */
function int64(field: number, value: number): Message {
  if (value >= 0) return integer(field, value);
  const [key] = integer(field, 0);
  const low = 128 + ((value + 128) % 128);
  if (value < -128) throw new RangeError(`${value}: only −128 and up are written`);
  return [key!, Uint8Array.from([low, ...Array<number>(8).fill(255), 1])];
}

const tensorMessage = ({ name, shape, data }: Initializer): Message => [
  ...shape.flatMap((size) => integer(1, size)),
  ...integer(2, data instanceof Float32Array ? FLOAT32 : INT64),
  ...text(8, name),
  ...bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
];

const valueMessage = ({ name, shape }: Value): Message => [
  ...text(1, name),
  ...message(
    2,
    message(1, [
      ...integer(1, FLOAT32),
      ...message(
        2,
        shape.flatMap((size) => message(1, integer(1, size))),
      ),
    ]),
  ),
];
