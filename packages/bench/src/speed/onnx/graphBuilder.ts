import type { Attribute, Initializer, Node } from './onnxModel';

/** Writes a graph down operation by operation; a tensor is known by its name. */
export interface GraphBuilder {
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  /** A constant of floats. */
  constant(tensor: Initializer): string;
  /** A constant of whole numbers: a shape `[n]`, or an index `[]`. Equal ones are written once. */
  integers(values: readonly number[], shape: readonly number[]): string;
  /** The result of an operation. */
  node(operation: string, inputs: readonly string[], attributes?: Node['attributes']): string;
  reshape(x: string, shape: readonly number[]): string;
  transpose(x: string, axes: readonly number[]): string;
}

export function graphBuilder(): GraphBuilder {
  const nodes: Node[] = [];
  const initializers: Initializer[] = [];
  const builder: GraphBuilder = {
    nodes,
    initializers,
    constant: (tensor) => {
      initializers.push(tensor);
      return tensor.name;
    },
    node: (operation, inputs, attributes: Readonly<Record<string, Attribute>> = {}) => {
      const output = `${operation}_${nodes.length}`;
      nodes.push({ operation, inputs, output, attributes });
      return output;
    },
    integers: (values, shape) => {
      const name = `integers_${[...shape, 'of', ...values].join('_')}`;
      const known = initializers.some((tensor) => tensor.name === name);
      if (!known) initializers.push({ name, shape, data: BigInt64Array.from(values, BigInt) });
      return name;
    },
    reshape: (x, shape) => builder.node('Reshape', [x, builder.integers(shape, [shape.length])]),
    transpose: (x, axes) => builder.node('Transpose', [x], { perm: { ints: axes } }),
  };
  return builder;
}
