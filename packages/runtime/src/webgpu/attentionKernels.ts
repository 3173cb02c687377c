import type * as tf from '@tensorflow/tfjs';
import { type Matrices, multiply, type ProductSize, transposed } from './products';
import { softmaxGradientRows, softmaxRows } from './softmaxRows';
import type { WebgpuCall, WebgpuKernel } from './webgpuBackend';

function sizesOf({ inputs, attrs }: WebgpuCall) {
  const { sequences, heads, queries } = attrs as { sequences: number; heads: number; queries: number };
  const [rows, width3] = inputs.rows!.shape as [number, number];
  const [tokens, width] = [rows / sequences, width3 / 3];
  const headWidth = width / heads;
  const loops = [1, sequences, heads] as const;
  const size = (rows: number, columns: number, inner: number): ProductSize => ({
    rows,
    columns,
    inner,
    loops,
  });
  /** Queries (0), keys (1) or values (2) in a tensor of rows. */
  const part = (tensor: tf.TensorInfo, which: 0 | 1 | 2): Matrices => ({
    tensor,
    start: which * width,
    steps: [0, tokens * width3, headWidth],
    row: width3,
    column: 1,
  });
  const context = (tensor: tf.TensorInfo): Matrices => ({
    ...{ tensor, steps: [0, queries * width, headWidth], row: width, column: 1 },
  });
  const scores = (tensor: tf.TensorInfo): Matrices => ({
    ...{ tensor, steps: [0, heads * queries * tokens, queries * tokens], row: tokens, column: 1 },
  });
  const scale = 1 / Math.sqrt(headWidth);
  return { sequences, heads, queries, tokens, width, headWidth, scale, size, part, context, scores };
}

/** As on wasm: products read heads where they lie among the rows. */
export const attentionKernels: readonly WebgpuKernel[] = [
  {
    kernelName: 'FusedAttention',
    kernel(call) {
      const { backend, inputs, attrs } = call;
      const { sequences, heads, queries, tokens, width, headWidth, ...more } = sizesOf(call);
      const { scale, size, part, context, scores } = more;
      const rows = inputs.rows!;
      const raw = backend.makeTensorInfo([sequences * heads, queries, tokens], 'float32');
      const keys = transposed(part(rows, 1));
      multiply(backend, size(queries, tokens, headWidth), part(rows, 0), keys, scores(raw), { scale });
      const p = softmaxRows(backend, raw, 'all');
      const out = backend.makeTensorInfo([sequences * queries, width], 'float32');
      multiply(backend, size(queries, headWidth, tokens), scores(p), part(rows, 2), context(out));
      backend.disposeData(raw.dataId);
      if (attrs.save) return [out, p];
      backend.disposeData(p.dataId);
      return out;
    },
  },
  {
    kernelName: 'FusedAttentionGrad',
    kernel(call) {
      const { backend, inputs } = call;
      const { queries, tokens, headWidth, scale, size, part, context, scores } = sizesOf(call);
      const {
        dy,
        rows,
        probabilities: p,
      } = inputs as { dy: tf.TensorInfo; rows: tf.TensorInfo; probabilities: tf.TensorInfo };
      const dp = backend.makeTensorInfo(p.shape, 'float32');
      multiply(backend, size(queries, tokens, headWidth), context(dy), transposed(part(rows, 2)), scores(dp));
      const ds = softmaxGradientRows(backend, p, dp, scale);
      const out = backend.makeTensorInfo(rows.shape, 'float32');
      // Tokens that did not ask have queries of gradient zero.
      const known = { known: queries };
      multiply(backend, size(tokens, headWidth, tokens), scores(ds), part(rows, 1), part(out, 0), known);
      const byTokens = size(tokens, headWidth, queries);
      multiply(backend, byTokens, transposed(scores(ds)), part(rows, 0), part(out, 1));
      multiply(backend, byTokens, transposed(scores(p)), context(dy), part(out, 2));
      for (const { dataId } of [dp, ds]) backend.disposeData(dataId);
      return out;
    },
  },
];
