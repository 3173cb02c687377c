import { activate } from './activate';
import type { Candidate, Started, StartContext } from './candidate';
import { TFJS } from './optionalPackage';
import { registerBackend } from './registerBackend';

const remedy = `npm install @tensorflow/tfjs-node@${TFJS} (or tfjs-node-gpu, with CUDA), its install script allowed`;

async function startPackage(
  packageName: string,
  { load, startLimit }: StartContext,
): Promise<Started | string> {
  const failure =
    (await registerBackend('tensorflow', packageName, load)) ?? (await activate('tensorflow', startLimit));
  if (failure !== undefined) return failure;
  return { matrixProducts: 'libtensorflow', threads: undefined, reason: 'native TensorFlow is installed' };
}

/** Native TensorFlow: Node only, the GPU's package before the processor's. */
export const tensorflow: Candidate = {
  name: 'tensorflow',
  label: 'tensorflow',
  async start(context) {
    if (!context.inNode) return { reason: 'it runs in Node only', remedy: 'use webgpu in a browser' };
    const gpu = await startPackage('@tensorflow/tfjs-node-gpu', context);
    if (typeof gpu !== 'string') return gpu;
    const processor = await startPackage('@tensorflow/tfjs-node', context);
    return typeof processor === 'string' ? { reason: `${gpu}, ${processor}`, remedy } : processor;
  },
};
