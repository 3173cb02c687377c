import { simdBinary } from './binary';
import type { WasmModule } from '../wasm/wasmBackend';

/** The functions of `packages/runtime/assembly`. Addresses are byte offsets in the heap of the wasm backend. */
export interface SimdFunctions {
  readonly copy: (from: number, to: number, bytes: number) => void;
  readonly repeatRow: (row: number, out: number, rows: number, columns: number) => void;
  readonly quickGelu: (x: number, y: number, size: number) => void;
  readonly quickGeluGradient: (dy: number, x: number, dx: number, size: number) => void;
  /** x, gain, bias, y, stats, rows, width, epsilon */
  readonly layerNorm: (...call: readonly number[]) => void;
  /** dy, x, stats, gain, dx, rows, width */
  readonly layerNormGradient: (...call: readonly number[]) => void;
  readonly softmax: (x: number, rows: number, columns: number, scale: number) => void;
  readonly causalSoftmax: (x: number, rows: number, scale: number) => void;
  /** x, mask, rows, columns, masked, scale */
  readonly maskedSoftmax: (...call: readonly number[]) => void;
  readonly softmaxGradient: (p: number, d: number, rows: number, columns: number, scale: number) => void;
  readonly scaleColumns: (x: number, r: number, y: number, rows: number, columns: number) => void;
  readonly dotColumns: (x: number, y: number, out: number, rows: number, columns: number) => void;
  /** rows, columns, inner; a, its stride, whether transposed; the same of b; c, its stride, keep; scratch */
  readonly product: (...call: readonly (number | boolean)[]) => void;
  readonly productScratch: () => number;
}

/** The functions, and memory in the heap that `product` works in. */
export interface Simd extends SimdFunctions {
  readonly scratch: number;
}

const SIMD = Symbol.for('dsra.runtime.simd');
type WithSimd = WasmModule & { [SIMD]?: Simd };

/**
 * Vector code on the heap of the wasm backend. undefined where there is none to be had: no vector instructions, or a heap
 * that threads share.
 */
export async function simdOn(module: WasmModule): Promise<Simd | undefined> {
  const known = (module as WithSimd)[SIMD];
  if (known) return known;
  const { memory } = module.asm;
  // Not `instanceof`: the buffer may be of another realm.
  if (!memory || Object.prototype.toString.call(memory.buffer) !== '[object ArrayBuffer]') return undefined;
  try {
    const bytes = Uint8Array.from(atob(simdBinary), (character) => character.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    const functions = instance.exports as unknown as SimdFunctions;
    const simd = { ...functions, scratch: module._malloc(functions.productScratch()) };
    (module as WithSimd)[SIMD] = simd;
    return simd;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}
