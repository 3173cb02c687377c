import type { LayerNormWeights } from '@dsra/clip';
import { initializerOf } from './constants';
import type { GraphBuilder } from './graphBuilder';
import type { Initializer } from './onnxModel';

/** LayerNormalization over the last axis. */
export const layerNorm =
  (graph: GraphBuilder, epsilon: number) =>
  (name: string, { gain, bias }: LayerNormWeights, x: string): string => {
    const scale = graph.constant(initializerOf(`${name}.gain`, gain));
    const shift = graph.constant(initializerOf(`${name}.bias`, bias));
    const attributes = { axis: { int: -1 }, epsilon: { float: epsilon } };
    return graph.node('LayerNormalization', [x, scale, shift], attributes);
  };

export type LayerNorm = ReturnType<typeof layerNorm>;

/** x·kernel + bias. */
export function linear(graph: GraphBuilder, x: string, kernel: Initializer, bias: Initializer): string {
  return graph.node('Add', [graph.node('MatMul', [x, graph.constant(kernel)]), graph.constant(bias)]);
}

/** x times a number. */
export function scaled(graph: GraphBuilder, x: string, name: string, factor: number): string {
  return graph.node('Mul', [x, graph.constant({ name, shape: [], data: Float32Array.of(factor) })]);
}
