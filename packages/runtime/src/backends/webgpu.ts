import { activate } from './activate';
import type { Candidate, Skipped } from './candidate';
import { graphicsAdapter, type GraphicsAdapter } from './graphicsAdapter';
import { firstLine, TFJS } from './optionalPackage';
import { registerBackend } from './registerBackend';
import { addFusedWebgpuKernels, mendWebgpuKernels } from './webgpuKernels';

const packageName = '@tensorflow/tfjs-backend-webgpu';

const unavailable = (reason: string, inNode: boolean): Skipped => ({
  reason,
  remedy: inNode
    ? `npm install webgpu @tensorflow/tfjs-backend-webgpu@${TFJS}, on a machine with a GPU and its Vulkan, Metal or DirectX driver`
    : `use a browser with WebGPU and import @tensorflow/tfjs-backend-webgpu@${TFJS}`,
});

const refuseSoftware = ({ name, software }: GraphicsAdapter) =>
  software ? `${name} is a software driver: slower than wasm (ask for webgpu by name to use it)` : undefined;

/** The GPU through WebGPU: in browsers, and in Node through Dawn (the package `webgpu`). */
export const webgpu = (allowSoftware: boolean): Candidate => ({
  name: 'webgpu',
  label: 'webgpu',
  async start(context) {
    const { inNode, load, startLimit } = context;
    const adapter = await graphicsAdapter(context, allowSoftware ? () => undefined : refuseSoftware).catch(
      firstLine,
    );
    if (typeof adapter === 'string') return unavailable(adapter, inNode);
    const failure =
      (await registerBackend('webgpu', packageName, load)) ?? (await activate('webgpu', startLimit));
    if (failure !== undefined) return unavailable(failure, inNode);
    mendWebgpuKernels();
    addFusedWebgpuKernels();
    const reason = adapter.software ? 'a software WebGPU driver was allowed' : 'a GPU is there';
    return { matrixProducts: `WebGPU on ${adapter.name}`, threads: undefined, reason };
  },
});
