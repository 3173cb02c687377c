import type { BlockWeights } from '@dsra/clip';
import type { Linear } from '@dsra/core';
import { columns, initializerOf } from './constants';
import type { GraphBuilder } from './graphBuilder';
import { type LayerNorm, linear, scaled } from './towerParts';

export interface BlockShape {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly width: number;
}

/** One pre-norm block over `[batch, tokens, width]`. */
export function towerBlock(graph: GraphBuilder, norm: LayerNorm, shape: BlockShape) {
  const { batch, tokens, heads, width } = shape;
  const headWidth = width / heads;

  /** One third of the fused map, by heads: `[batch, heads, tokens, headWidth]` or what `axes` make of it. */
  const third = (name: string, { kernel, bias }: Linear, x: string, index: number) => {
    const [from, to] = [index * width, (index + 1) * width];
    const weights = { name: `${name}.kernel`, shape: [width, width], data: columns(kernel, from, to) };
    const shift = { name: `${name}.bias`, shape: [width], data: columns(bias!, from, to) };
    return linear(graph, x, weights, shift);
  };
  const byHeads = (x: string, axes: readonly number[]) =>
    graph.transpose(graph.reshape(x, [batch, tokens, heads, headWidth]), axes);

  const attend = (name: string, map: Linear, x: string) => {
    const query = scaled(graph, third(`${name}.query`, map, x, 0), `${name}.scale`, headWidth ** -0.5);
    const keys = byHeads(third(`${name}.key`, map, x, 1), [0, 2, 3, 1]);
    const values = byHeads(third(`${name}.value`, map, x, 2), [0, 2, 1, 3]);
    const scores = graph.node('MatMul', [byHeads(query, [0, 2, 1, 3]), keys]);
    const shares = graph.node('Softmax', [scores], { axis: { int: -1 } });
    const context = graph.transpose(graph.node('MatMul', [shares, values]), [0, 2, 1, 3]);
    return graph.reshape(context, [batch, tokens, width]);
  };
  const map = (name: string, { kernel, bias }: Linear, x: string) =>
    linear(graph, x, initializerOf(`${name}.kernel`, kernel), initializerOf(`${name}.bias`, bias!));
  const quickGelu = (name: string, x: string) =>
    graph.node('Mul', [x, graph.node('Sigmoid', [scaled(graph, x, `${name}.1.702`, 1.702)])]);

  return (name: string, weights: BlockWeights, x: string): string => {
    const attentionInput = norm(`${name}.attentionNorm`, weights.attentionNorm, x);
    const context = attend(name, weights.queryKeyValue, attentionInput);
    const middle = graph.node('Add', [x, map(`${name}.out`, weights.attentionOut, context)]);
    const feedForwardInput = norm(`${name}.feedForwardNorm`, weights.feedForwardNorm, middle);
    const hidden = quickGelu(name, map(`${name}.in`, weights.feedForwardIn, feedForwardInput));
    return graph.node('Add', [middle, map(`${name}.fed`, weights.feedForwardOut, hidden)]);
  };
}
