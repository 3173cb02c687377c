/** The page's only script: every backend of the browser, and the same training as in Node. */
import { useBackend } from '@dsra/runtime';
import '@tensorflow/tfjs-backend-wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { train, type Trained } from './trainingPage';

setWasmPaths('/wasm/');

export async function trainOn(backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu'): Promise<Trained> {
  await useBackend(backend);
  return train();
}
