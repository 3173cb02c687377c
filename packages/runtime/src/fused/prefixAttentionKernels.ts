import type { NativeMatrix } from '../blas/blas';
import type { HeapProducts } from '../wasm/heapProducts';
import type { KernelCall } from '../wasm/kernelReplacement';
import { offsetOf } from '../wasm/wasmBackend';
import { clear } from './clear';
import type { FusedKernel, FusedMeans } from './fusedKernel';
import { flipped, type Part, partOf } from './heads';

interface Sizes {
  readonly groups: number;
  readonly prefix: number;
  readonly blocks: number;
  readonly blockLength: number;
  readonly heads: number;
  readonly width: number;
  readonly headWidth: number;
  readonly scale: number;
  /** Rows of all blocks of a group. */
  readonly suffix: number;
  /** Columns of a suffix row's probabilities: the prefix, then its own block. */
  readonly seen: number;
}

function sizesOf({ inputs, attrs }: KernelCall): Sizes {
  const { groups, prefix, heads } = attrs as { groups: number; prefix: number; heads: number };
  const [blocks, blockLength] = inputs.mask!.shape as [number, number, number];
  const width = inputs.rows!.shape[1]! / 3;
  const headWidth = width / heads;
  const more = { suffix: blocks * blockLength, seen: prefix + blockLength, scale: 1 / Math.sqrt(headWidth) };
  return { groups, prefix, blocks, blockLength, heads, width, headWidth, ...more };
}

/**
 * `FusedPrefixAttention` { rows `[groups·(prefix + blocks·blockLength), 3·width]`, mask `[blocks, blockLength, blockLength]` },
 * { groups, prefix, heads, save } → context `[…, width]`, and with `save` the probabilities within the prefix
 * `[groups·heads, prefix, prefix]` and of the suffixes `[groups·heads, blocks·blockLength, prefix + blockLength]`.
 * `FusedPrefixAttentionGrad` { dy, rows, mask, inPrefix, inSuffix }, the same attributes → gradient of `rows`.
 *
 * The prefixes of all groups come first among the rows. A prefix row sees the prefix up to itself; a suffix row the whole
 * prefix of its group, and what the mask leaves of its block.
 */
export function prefixAttentionKernels(means: FusedMeans): FusedKernel[] {
  return [
    { kernelName: 'FusedPrefixAttention', kernel: (call) => forward(means, call) },
    { kernelName: 'FusedPrefixAttentionGrad', kernel: (call) => backward(means, call) },
  ];
}

/** One head of one group. Rows are counted from the start of all rows. */
interface Head {
  readonly index: number;
  readonly prefixRow: number;
  readonly suffixRow: number;
  /** Queries, keys or values from a row on. */
  part(which: Part, row: number): NativeMatrix;
  /** Offset of this head's context in a row. */
  context(row: number): number;
}

function headAt(index: number, sizes: Sizes, rows: number): Head {
  const { groups, prefix, heads, width, headWidth, suffix } = sizes;
  const [group, head] = [Math.floor(index / heads), index % heads];
  return {
    index,
    prefixRow: group * prefix,
    suffixRow: groups * prefix + group * suffix,
    part: (which, row) => partOf(rows, row, which, head, sizes),
    context: (row) => 4 * (row * width + head * headWidth),
  };
}

/** Multiplications of `products` products between all queries and what they see, over all heads. */
const workOf = ({ groups, heads, prefix, suffix, seen, headWidth }: Sizes, products: number): number =>
  products * groups * heads * (prefix * prefix + suffix * seen) * headWidth;

/** The block's columns of suffix probabilities, from the block's first row on. */
function ownPart(p: NativeMatrix, block: number, { blockLength, prefix, seen }: Sizes): NativeMatrix {
  return { address: p.address + 4 * (block * blockLength * seen + prefix), stride: seen };
}

/** Products of which a side may have no rows: nothing to do then. */
function unlessEmpty(multiply: HeapProducts['multiply']): HeapProducts['multiply'] {
  return (size, ...rest) => {
    if (size.rows > 0 && size.columns > 0 && size.inner > 0) multiply(size, ...rest);
  };
}

function forward({ tasks }: FusedMeans, call: KernelCall) {
  const sizes = sizesOf(call);
  const { groups, prefix, blocks, blockLength, heads, width, headWidth, scale, suffix, seen } = sizes;
  const { backend, inputs, attrs } = call;
  const save = Boolean(attrs.save);
  const count = groups * heads;
  const kept = save ? count : tasks.slots(count);
  const out = backend.makeOutput([inputs.rows!.shape[0]!, width], 'float32');
  const inPrefix = backend.makeOutput([kept, prefix, prefix], 'float32');
  const inSuffix = backend.makeOutput([kept, suffix, seen], 'float32');
  const rows = offsetOf(backend, inputs.rows!);
  const at = {
    ...{ out: offsetOf(backend, out), mask: offsetOf(backend, inputs.mask!) },
    ...{ prefix: offsetOf(backend, inPrefix), suffix: offsetOf(backend, inSuffix) },
  };
  tasks.each(count, workOf(sizes, 2), (task, products, simd, slot) => {
    const multiply = unlessEmpty(products);
    const head = headAt(task, sizes, rows);
    const index = save ? task : slot;
    const atPrefix = at.prefix + 4 * index * prefix * prefix;
    const atSuffix = at.suffix + 4 * index * suffix * seen;
    const to = (row: number) => ({ address: at.out + head.context(row), stride: width });
    const before = { k: head.part('k', head.prefixRow), v: head.part('v', head.prefixRow) };

    const p = { address: atPrefix, stride: prefix };
    const q = head.part('q', head.prefixRow);
    multiply({ rows: prefix, columns: prefix, inner: headWidth }, q, flipped(before.k), p, 0);
    simd.causalSoftmax(atPrefix, prefix, scale);
    multiply({ rows: prefix, columns: headWidth, inner: prefix }, p, before.v, to(head.prefixRow), 0);

    const s = { address: atSuffix, stride: seen };
    const asking = head.part('q', head.suffixRow);
    multiply({ rows: suffix, columns: prefix, inner: headWidth }, asking, flipped(before.k), s, 0);
    for (let block = 0; block < blocks; block++) {
      const row = head.suffixRow + block * blockLength;
      const keys = flipped(head.part('k', row));
      const size = { rows: blockLength, columns: blockLength, inner: headWidth };
      multiply(size, head.part('q', row), keys, ownPart(s, block, sizes), 0);
    }
    simd.maskedSoftmax(atSuffix, at.mask, suffix, seen, blockLength, scale);
    multiply({ rows: suffix, columns: headWidth, inner: prefix }, s, before.v, to(head.suffixRow), 0);
    for (let block = 0; block < blocks; block++) {
      const row = head.suffixRow + block * blockLength;
      const size = { rows: blockLength, columns: headWidth, inner: blockLength };
      multiply(size, ownPart(s, block, sizes), head.part('v', row), to(row), prefix > 0 ? 1 : 0);
    }
  });
  if (save) return [out, inPrefix, inSuffix];
  backend.disposeData(inPrefix.dataId);
  backend.disposeData(inSuffix.dataId);
  return out;
}

function backward({ tasks }: FusedMeans, call: KernelCall) {
  const sizes = sizesOf(call);
  const { groups, heads, prefix, blocks, blockLength, width, headWidth, scale, suffix, seen } = sizes;
  const { backend, inputs } = call;
  const count = groups * heads;
  const kept = tasks.slots(count);
  const out = backend.makeOutput(inputs.rows!.shape, 'float32');
  if (prefix === 0) clear(backend, out);
  const scratchPrefix = backend.makeOutput([kept, prefix, prefix], 'float32');
  const scratchSuffix = backend.makeOutput([kept, suffix, seen], 'float32');
  const rows = offsetOf(backend, inputs.rows!);
  const change = offsetOf(backend, out) - rows;
  const at = {
    ...{ dy: offsetOf(backend, inputs.dy!), dPrefix: offsetOf(backend, scratchPrefix) },
    ...{ dSuffix: offsetOf(backend, scratchSuffix), prefix: offsetOf(backend, inputs.inPrefix!) },
    suffix: offsetOf(backend, inputs.inSuffix!),
  };
  const d = ({ address, stride }: NativeMatrix) => ({ address: address + change, stride });
  tasks.each(count, workOf(sizes, 4), (task, products, simd, slot) => {
    const multiply = unlessEmpty(products);
    const head = headAt(task, sizes, rows);
    const atDPrefix = at.dPrefix + 4 * slot * prefix * prefix;
    const atDSuffix = at.dSuffix + 4 * slot * suffix * seen;
    const atPrefix = at.prefix + 4 * head.index * prefix * prefix;
    const atSuffix = at.suffix + 4 * head.index * suffix * seen;
    const dy = (row: number) => ({ address: at.dy + head.context(row), stride: width });
    const before = (which: Part) => head.part(which, head.prefixRow);
    const asking = head.part('q', head.suffixRow);

    const p = { address: atPrefix, stride: prefix };
    const dp = { address: atDPrefix, stride: prefix };
    const square = { rows: prefix, columns: prefix, inner: headWidth };
    const context = { rows: prefix, columns: headWidth, inner: prefix };
    multiply(square, dy(head.prefixRow), flipped(before('v')), dp, 0);
    multiply(context, flipped(p), dy(head.prefixRow), d(before('v')), 0);
    simd.softmaxGradient(atPrefix, atDPrefix, prefix, prefix, scale);
    multiply(context, dp, before('k'), d(before('q')), 0);
    multiply(context, flipped(dp), before('q'), d(before('k')), 0);

    const s = { address: atSuffix, stride: seen };
    const ds = { address: atDSuffix, stride: seen };
    const own = { rows: blockLength, columns: headWidth, inner: blockLength };
    const onPrefix = { rows: suffix, columns: prefix, inner: headWidth };
    const toPrefix = { rows: prefix, columns: headWidth, inner: suffix };
    multiply(onPrefix, dy(head.suffixRow), flipped(before('v')), ds, 0);
    multiply(toPrefix, flipped(s), dy(head.suffixRow), d(before('v')), 1);
    for (let block = 0; block < blocks; block++) {
      const row = head.suffixRow + block * blockLength;
      const values = head.part('v', row);
      const size = { rows: blockLength, columns: blockLength, inner: headWidth };
      multiply(size, dy(row), flipped(values), ownPart(ds, block, sizes), 0);
      multiply(own, flipped(ownPart(s, block, sizes)), dy(row), d(values), 0);
    }
    simd.softmaxGradient(atSuffix, atDSuffix, suffix, seen, scale);
    multiply({ rows: suffix, columns: headWidth, inner: prefix }, ds, before('k'), d(asking), 0);
    multiply(toPrefix, flipped(ds), asking, d(before('k')), 1);
    for (let block = 0; block < blocks; block++) {
      const row = head.suffixRow + block * blockLength;
      const mine = ownPart(ds, block, sizes);
      multiply(own, mine, head.part('k', row), d(head.part('q', row)), prefix > 0 ? 1 : 0);
      multiply(own, flipped(mine), head.part('q', row), d(head.part('k', row)), 0);
    }
  });
  backend.disposeData(scratchPrefix.dataId);
  backend.disposeData(scratchSuffix.dataId);
  return out;
}
