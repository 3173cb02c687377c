import { DsraError, treeDifferences } from '@dsra/core';
import type { Stored } from './layout';
import type { TensorSource } from './tensorSource';

/** What checkpoints carry beside the weights: position indices, a causal mask, sizes of OpenAI's archive. */
const BUFFERS = /(^|\.)(position_ids|attn_mask|input_resolution|context_length|vocab_size)$/;
const FLOATS = new Set(['F32', 'F16', 'BF16', 'F64']);

/**
 * Refuses a checkpoint whose tensors are not those that its configuration asks for.
 * @throws DsraError `mismatch` with every tensor that is missing, unknown, of another shape or no floating-point numbers
 */
export function checkTensors(
  stored: readonly Stored[],
  source: TensorSource,
  file: string,
  configFile: string,
): void {
  const weights = [...source.entries].filter(([name]) => !BUFFERS.test(name));
  const found = Object.fromEntries(weights.map(([name, { shape }]) => [name, shape]));
  const expected = Object.fromEntries(
    stored.flatMap(({ names, shape }) => names.map((name) => [name, shape])),
  );
  const integers = weights
    .filter(([name, { dtype }]) => name in expected && !FLOATS.has(dtype))
    .map(([name, { dtype }]) => `${name} is ${dtype}, expected F32, F16 or BF16`);
  const wrong = [...treeDifferences(found, expected), ...integers];
  if (wrong.length === 0) return;
  throw new DsraError('mismatch', `${file} does not fit ${configFile}: ${joinLayers(wrong).join('; ')}`);
}

/** Lines that differ in the layer alone become one: `layers.4…11.mlp.fc1.bias is missing`. */
function joinLayers(lines: readonly string[]): string[] {
  const groups = new Map<string, number[]>();
  for (const line of lines) {
    const layer = LAYER.exec(line)?.[0];
    const group = line.replace(LAYER, '*');
    groups.set(group, [...(groups.get(group) ?? []), Number(layer ?? NaN)]);
  }
  return Array.from(groups, ([group, layers]) => group.replace('*', ranges(layers)));
}

const LAYER = /(?<=\.(?:layers|resblocks)\.)\d+/;

/** 0, 1, 2, 5 → `0…2,5` */
function ranges(layers: readonly number[]): string {
  const sorted = [...layers].sort((a, b) => a - b);
  const starts = sorted.filter((layer, i) => layer !== sorted[i - 1]! + 1);
  const ends = sorted.filter((layer, i) => layer !== sorted[i + 1]! - 1);
  return starts.map((start, i) => (start === ends[i] ? `${start}` : `${start}…${ends[i]!}`)).join(',');
}
