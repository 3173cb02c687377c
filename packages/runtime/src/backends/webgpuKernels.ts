import * as tf from '@tensorflow/tfjs';
import { attentionKernels } from '../webgpu/attentionKernels';
import { dualSharedKernels } from '../webgpu/dualSharedKernels';
import { layerNormKernels } from '../webgpu/layerNormKernels';
import { prefixAttentionKernels } from '../webgpu/prefixAttentionKernels';
import { geluKernels } from '../webgpu/geluKernels';
import type { WebgpuBackend } from '../webgpu/webgpuBackend';

type AddN = (call: { inputs: readonly tf.TensorInfo[]; backend: WebgpuBackend }) => tf.TensorInfo;

const MENDED = Symbol.for('dsra.runtime.mendedKernel');
type Marked = tf.KernelConfig & { [MENDED]?: true };

/**
 * Mends what is wrong in the webgpu backend of TensorFlow.js.
 *
 * `AddN` binds all its inputs to one shader. Beyond what a shader may have (8 buffers on many devices, its result
 * included) the device refuses it, and the commands submitted with it, while TensorFlow.js goes on with what happens to be in
 * memory: a mean over PromptSRC's 60 templates is garbage, without an error.
 */
export function mendWebgpuKernels(): void {
  const stock = tf.getKernel('AddN', 'webgpu') as Marked | undefined;
  if (!stock || stock[MENDED]) return;
  tf.unregisterKernel('AddN', 'webgpu');
  const kernelFunc = addInGroups(stock.kernelFunc as unknown as AddN) as unknown as tf.KernelFunc;
  tf.registerKernel({ ...stock, kernelFunc, [MENDED]: true } as Marked);
}

/** As many at a time as a shader may read, the sum so far among them. */
const addInGroups =
  (stock: AddN): AddN =>
  ({ inputs, backend }) => {
    const atOnce = backend.device.limits.maxStorageBuffersPerShaderStage - 1;
    let sum = stock({ inputs: inputs.slice(0, atOnce), backend });
    for (let begin = atOnce; begin < inputs.length; begin += atOnce - 1) {
      const before = sum;
      sum = stock({ inputs: [before, ...inputs.slice(begin, begin + atOnce - 1)], backend });
      backend.disposeData(before.dataId);
    }
    return sum;
  };

/** Adds the kernels that compute a whole formula at once: a step starts a third of the shaders. */
export function addFusedWebgpuKernels(): void {
  const fused = [
    ...attentionKernels,
    ...dualSharedKernels,
    ...layerNormKernels,
    ...prefixAttentionKernels,
    ...geluKernels,
  ];
  for (const { kernelName, kernel } of fused) {
    if (tf.getKernel(kernelName, 'webgpu') as tf.KernelConfig | undefined) continue;
    const kernelFunc = kernel as unknown as tf.KernelFunc;
    tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc });
  }
}
