import type * as tf from '@tensorflow/tfjs';
import { type Matrices, multiply, type ProductSize, transposed } from './products';
import { softmaxGradientRows, softmaxRows } from './softmaxRows';
import type { WebgpuCall, WebgpuKernel } from './webgpuBackend';

type Part = 0 | 1 | 2;

function sizesOf({ inputs, attrs }: WebgpuCall) {
  const { groups, prefix, heads } = attrs as { groups: number; prefix: number; heads: number };
  const [blocks, length] = inputs.mask!.shape as [number, number];
  const width3 = inputs.rows!.shape[1]!;
  const width = width3 / 3;
  const headWidth = width / heads;
  const suffix = blocks * length;
  const seen = prefix + length;
  const whole = (rows: number, columns: number, inner: number): ProductSize => ({
    ...{ rows, columns, inner, loops: [groups, heads, 1] },
  });
  const ofBlocks = (rows: number, columns: number, inner: number): ProductSize => ({
    ...{ rows, columns, inner, loops: [groups, heads, blocks] },
  });
  /** Prefixes, or suffixes block by block, in a tensor whose rows are so wide. */
  const prefixes = (tensor: tf.TensorInfo, row: number, start: number): Matrices => ({
    ...{ tensor, start, steps: [prefix * row, headWidth, 0], row, column: 1 },
  });
  const suffixes = (tensor: tf.TensorInfo, row: number, start: number): Matrices => ({
    ...{ tensor, start: groups * prefix * row + start },
    ...{ steps: [suffix * row, headWidth, length * row], row, column: 1 },
  });
  return {
    ...{ groups, prefix, blocks, length, heads, width, headWidth, suffix, seen, whole, ofBlocks },
    scale: 1 / Math.sqrt(headWidth),
    before: (tensor: tf.TensorInfo, which: Part) => prefixes(tensor, width3, which * width),
    behind: (tensor: tf.TensorInfo, which: Part) => suffixes(tensor, width3, which * width),
    contextBefore: (tensor: tf.TensorInfo) => prefixes(tensor, width, 0),
    contextBehind: (tensor: tf.TensorInfo) => suffixes(tensor, width, 0),
    /** Scores within the prefix. */
    inner: (tensor: tf.TensorInfo): Matrices => ({
      ...{ tensor, steps: [heads * prefix * prefix, prefix * prefix, 0], row: prefix, column: 1 },
    }),
    /** Scores of the suffixes against the prefix. */
    across: (tensor: tf.TensorInfo): Matrices => ({
      ...{ tensor, steps: [heads * suffix * seen, suffix * seen, 0], row: seen, column: 1 },
    }),
    /** Scores of each block within itself. */
    own: (tensor: tf.TensorInfo): Matrices => ({
      ...{ tensor, start: prefix, steps: [heads * suffix * seen, suffix * seen, length * seen] },
      ...{ row: seen, column: 1 },
    }),
  };
}

/** As on wasm. A tensor of no rows is where there is no prefix. */
export const prefixAttentionKernels: readonly WebgpuKernel[] = [
  { kernelName: 'FusedPrefixAttention', kernel: forward },
  { kernelName: 'FusedPrefixAttentionGrad', kernel: backward },
];

function forward(call: WebgpuCall) {
  const { backend, inputs, attrs } = call;
  const s = sizesOf(call);
  const { prefix, length, headWidth, suffix, whole, ofBlocks, scale } = s;
  const { rows, mask } = inputs as { rows: tf.TensorInfo; mask: tf.TensorInfo };
  const empty = (shape: number[]) => backend.makeTensorInfo(shape, 'float32');
  const out = empty([rows.shape[0]!, s.width]);
  const rawPrefix = empty([s.groups * s.heads, prefix, prefix]);
  const rawSuffix = empty([s.groups * s.heads, suffix, s.seen]);
  const keys = transposed(s.before(rows, 1));
  multiply(backend, whole(prefix, prefix, headWidth), s.before(rows, 0), keys, s.inner(rawPrefix), { scale });
  const inPrefix = softmaxRows(backend, rawPrefix, 'causal');
  multiply(
    backend,
    whole(prefix, headWidth, prefix),
    s.inner(inPrefix),
    s.before(rows, 2),
    s.contextBefore(out),
  );

  multiply(backend, whole(suffix, prefix, headWidth), s.behind(rows, 0), keys, s.across(rawSuffix), {
    scale,
  });
  const ownKeys = transposed(s.behind(rows, 1));
  multiply(backend, ofBlocks(length, length, headWidth), s.behind(rows, 0), ownKeys, s.own(rawSuffix), {
    scale,
  });
  const inSuffix = softmaxRows(backend, rawSuffix, { mask });
  const [across, own, to] = [s.across(inSuffix), s.own(inSuffix), s.contextBehind(out)];
  multiply(backend, whole(suffix, headWidth, prefix), across, s.before(rows, 2), to);
  multiply(backend, ofBlocks(length, headWidth, length), own, s.behind(rows, 2), to, { add: prefix > 0 });
  for (const { dataId } of [rawPrefix, rawSuffix]) backend.disposeData(dataId);
  if (attrs.save) return [out, inPrefix, inSuffix];
  for (const { dataId } of [inPrefix, inSuffix]) backend.disposeData(dataId);
  return out;
}

function backward(call: WebgpuCall) {
  const { backend } = call;
  const s = sizesOf(call);
  const { prefix, length, headWidth, suffix, whole, ofBlocks, scale } = s;
  const { dy, rows, inPrefix, inSuffix } = call.inputs as Record<
    'dy' | 'rows' | 'inPrefix' | 'inSuffix',
    tf.TensorInfo
  >;
  const out = backend.makeTensorInfo(rows.shape, 'float32');
  const dPrefix = backend.makeTensorInfo(inPrefix.shape, 'float32');
  const dSuffix = backend.makeTensorInfo(inSuffix.shape, 'float32');
  const add = { add: true };
  const dBefore = s.contextBefore(dy);
  const dBehind = s.contextBehind(dy);

  multiply(
    backend,
    whole(prefix, prefix, headWidth),
    dBefore,
    transposed(s.before(rows, 2)),
    s.inner(dPrefix),
  );
  const dInner = softmaxGradientRows(backend, inPrefix, dPrefix, scale);
  const square = whole(prefix, headWidth, prefix);
  multiply(backend, square, s.inner(dInner), s.before(rows, 1), s.before(out, 0));
  multiply(backend, square, transposed(s.inner(dInner)), s.before(rows, 0), s.before(out, 1));
  multiply(backend, square, transposed(s.inner(inPrefix)), dBefore, s.before(out, 2));

  multiply(
    backend,
    whole(suffix, prefix, headWidth),
    dBehind,
    transposed(s.before(rows, 2)),
    s.across(dSuffix),
  );
  multiply(
    backend,
    ofBlocks(length, length, headWidth),
    dBehind,
    transposed(s.behind(rows, 2)),
    s.own(dSuffix),
  );
  const dScores = softmaxGradientRows(backend, inSuffix, dSuffix, scale);
  const toPrefix = whole(prefix, headWidth, suffix);
  const ofBlock = ofBlocks(length, headWidth, length);
  multiply(backend, whole(suffix, headWidth, prefix), s.across(dScores), s.before(rows, 1), s.behind(out, 0));
  multiply(backend, ofBlock, s.own(dScores), s.behind(rows, 1), s.behind(out, 0), { add: prefix > 0 });
  multiply(backend, toPrefix, transposed(s.across(dScores)), s.behind(rows, 0), s.before(out, 1), add);
  multiply(backend, ofBlock, transposed(s.own(dScores)), s.behind(rows, 0), s.behind(out, 1));
  multiply(backend, toPrefix, transposed(s.across(inSuffix)), dBehind, s.before(out, 2), add);
  multiply(backend, ofBlock, transposed(s.own(inSuffix)), dBehind, s.behind(out, 2));
  for (const { dataId } of [dPrefix, dInner, dSuffix, dScores]) backend.disposeData(dataId);
  return out;
}
