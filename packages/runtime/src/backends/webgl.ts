import * as tf from '@tensorflow/tfjs';
import { activate } from './activate';
import type { Candidate, Skipped } from './candidate';
import { isSoftwareRenderer } from './softwareRenderer';

/** The name of the graphics driver behind WebGL, undefined where there is none. */
function renderer(): string | undefined {
  const canvas = typeof OffscreenCanvas === 'undefined' ? undefined : new OffscreenCanvas(1, 1);
  const gl = canvas?.getContext('webgl2');
  if (!gl) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}

function obstacle(name: string | undefined, allowSoftware: boolean): Skipped | undefined {
  if (name === undefined)
    return { reason: 'there is no WebGL 2 here', remedy: 'run in a browser with WebGL 2' };
  if (!allowSoftware && isSoftwareRenderer(name)) {
    return { reason: `${name} is a software driver`, remedy: 'ask for webgl by name' };
  }
  return undefined;
}

/** The GPU through WebGL. 16-bit hardware is refused: training needs 32-bit numbers. */
export const webgl = (allowSoftware: boolean): Candidate => ({
  name: 'webgl',
  label: allowSoftware ? 'webgl' : 'webgl on a GPU',
  async start({ startLimit }) {
    const name = renderer();
    const skipped = obstacle(name, allowSoftware);
    if (skipped) return skipped;
    const failure = await activate('webgl', startLimit);
    if (failure !== undefined) return { reason: failure, remedy: 'try another browser or driver' };
    if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE')) {
      return { reason: `${name} computes with 16-bit numbers`, remedy: 'use wasm on this device' };
    }
    return { matrixProducts: `WebGL on ${name}`, threads: undefined, reason: 'WebGL is there' };
  },
});
