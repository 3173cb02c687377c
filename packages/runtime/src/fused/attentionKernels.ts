import type { NativeMatrix } from '../blas/blas';
import type { HeapProducts } from '../wasm/heapProducts';
import type { KernelCall } from '../wasm/kernelReplacement';
import { offsetOf } from '../wasm/wasmBackend';
import { clear } from './clear';
import type { FusedKernel, FusedMeans } from './fusedKernel';
import { flipped, type Part, partOf } from './heads';

interface Sizes {
  readonly sequences: number;
  readonly heads: number;
  /** How many tokens of each sequence ask; all answer. */
  readonly queries: number;
  readonly tokens: number;
  readonly width: number;
  readonly headWidth: number;
  readonly scale: number;
}

function sizesOf({ inputs, attrs }: KernelCall): Sizes {
  const { sequences, heads, queries } = attrs as { sequences: number; heads: number; queries: number };
  const [rows, width3] = inputs.rows!.shape as [number, number];
  const headWidth = width3 / 3 / heads;
  const scale = 1 / Math.sqrt(headWidth);
  return { sequences, heads, queries, tokens: rows / sequences, width: width3 / 3, headWidth, scale };
}

/**
 * `FusedAttention` { rows `[sequences·tokens, 3·width]` }, { sequences, heads, queries, save } → context
 * `[sequences·queries, width]`, and with `save` the probabilities `[sequences·heads, queries, tokens]`.
 * `FusedAttentionGrad` { dy, rows, probabilities }, the same attributes → gradient of `rows`.
 *
 * Products read heads where they lie among the rows: nothing is split, transposed or joined.
 */
export function attentionKernels(means: FusedMeans): FusedKernel[] {
  return [
    { kernelName: 'FusedAttention', kernel: (call) => forward(means, call) },
    { kernelName: 'FusedAttentionGrad', kernel: (call) => backward(means, call) },
  ];
}

/** One head of one sequence: its queries, keys and values. */
interface Head {
  readonly index: number;
  readonly q: NativeMatrix;
  readonly k: NativeMatrix;
  readonly v: NativeMatrix;
  /** Where its context lies in `[sequences·queries, width]`, as an offset. */
  readonly context: number;
}

function headAt(index: number, sizes: Sizes, rows: number): Head {
  const { heads, queries, tokens, width, headWidth } = sizes;
  const [sequence, head] = [Math.floor(index / heads), index % heads];
  const part = (which: Part) => partOf(rows, sequence * tokens, which, head, sizes);
  const context = 4 * (sequence * queries * width + head * headWidth);
  return { index, q: part('q'), k: part('k'), v: part('v'), context };
}

/** Multiplications of `products` products between queries and tokens, over all heads. */
const workOf = ({ sequences, heads, queries, tokens, headWidth }: Sizes, products: number): number =>
  products * sequences * heads * queries * tokens * headWidth;

function forward({ tasks }: FusedMeans, call: KernelCall) {
  const sizes = sizesOf(call);
  const { queries, tokens, width, headWidth, scale } = sizes;
  const { backend, attrs } = call;
  const save = Boolean(attrs.save);
  const out = backend.makeOutput([sizes.sequences * queries, width], 'float32');
  const count = sizes.sequences * sizes.heads;
  const kept = save ? count : tasks.slots(count);
  const probabilities = backend.makeOutput([kept, queries, tokens], 'float32');
  const [startOut, start] = [offsetOf(backend, out), offsetOf(backend, probabilities)];
  const rows = offsetOf(backend, call.inputs.rows!);
  tasks.each(count, workOf(sizes, 2), (index, multiply, simd, slot) => {
    const { q, k, v, context } = headAt(index, sizes, rows);
    const at = start + 4 * (save ? index : slot) * queries * tokens;
    const p = { address: at, stride: tokens };
    multiply({ rows: queries, columns: tokens, inner: headWidth }, q, flipped(k), p, 0);
    simd.softmax(at, queries, tokens, scale);
    const to = { address: startOut + context, stride: width };
    multiply({ rows: queries, columns: headWidth, inner: tokens }, p, v, to, 0);
  });
  if (save) return [out, probabilities];
  backend.disposeData(probabilities.dataId);
  return out;
}

function backward({ tasks }: FusedMeans, call: KernelCall) {
  const sizes = sizesOf(call);
  const { queries, tokens, width } = sizes;
  const { backend, inputs } = call;
  const out = backend.makeOutput(inputs.rows!.shape, 'float32');
  if (queries < tokens) clear(backend, out);
  const count = sizes.sequences * sizes.heads;
  const scratch = backend.makeOutput([tasks.slots(count), queries, tokens], 'float32');
  const at = {
    ...{ dy: offsetOf(backend, inputs.dy!), p: offsetOf(backend, inputs.probabilities!) },
    ...{ dp: offsetOf(backend, scratch), change: offsetOf(backend, out) - offsetOf(backend, inputs.rows!) },
  };
  const rows = offsetOf(backend, inputs.rows!);
  tasks.each(count, workOf(sizes, 4), (index, multiply, simd, slot) => {
    const head = headAt(index, sizes, rows);
    const atScratch = at.dp + 4 * slot * queries * tokens;
    const dy = { address: at.dy + head.context, stride: width };
    const p = at.p + 4 * head.index * queries * tokens;
    gradientOf(multiply, sizes, head, {
      ...{ dy, p: { address: p, stride: tokens }, dp: { address: atScratch, stride: tokens } },
      change: at.change,
      softmaxGradient: () => {
        simd.softmaxGradient(p, atScratch, queries, tokens, sizes.scale);
      },
    });
  });
  backend.disposeData(scratch.dataId);
  return out;
}

interface HeadGradient {
  readonly dy: NativeMatrix;
  readonly p: NativeMatrix;
  /** Becomes the gradient of the probabilities, then of the scores before scaling. */
  readonly dp: NativeMatrix;
  /** From a part of the rows to its gradient. */
  readonly change: number;
  readonly softmaxGradient: () => void;
}

function gradientOf(
  multiply: HeapProducts['multiply'],
  { queries, tokens, headWidth }: Sizes,
  { q, k, v }: Head,
  { dy, p, dp, change, softmaxGradient }: HeadGradient,
): void {
  const d = (part: NativeMatrix) => ({ address: part.address + change, stride: part.stride });
  multiply({ rows: queries, columns: tokens, inner: headWidth }, dy, flipped(v), dp, 0);
  multiply({ rows: tokens, columns: headWidth, inner: queries }, flipped(p), dy, d(v), 0);
  softmaxGradient();
  multiply({ rows: queries, columns: headWidth, inner: tokens }, dp, k, d(q), 0);
  multiply({ rows: tokens, columns: headWidth, inner: queries }, flipped(dp), q, d(k), 0);
}
