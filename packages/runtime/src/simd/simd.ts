import { simdBinary } from './binary';
import { asShared, isShared } from '../threads/sharedHeap';
import type { WasmModule } from '../wasm/wasmBackend';

/** The functions of `packages/runtime/assembly`. Addresses are byte offsets in the heap of the wasm backend. */
export interface SimdFunctions {
  readonly copy: (from: number, to: number, bytes: number) => void;
  /** row, out, rows, columns, stride */
  readonly repeatRow: (...call: readonly number[]) => void;
  readonly gelu: (x: number, y: number, size: number) => void;
  readonly geluGradient: (dy: number, x: number, dx: number, size: number) => void;
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
  /** rows, columns, inner; a, its stride, whether transposed; the same of b; c, its stride, keep */
  readonly product: (...call: readonly (number | boolean)[]) => void;
}

/** An instance, before it was given memory of its own. */
export interface Instance extends SimdFunctions {
  readonly productScratch: () => number;
  readonly setScratch: (address: number) => void;
}

/** The functions, and what other threads need for instances of their own. */
export interface Simd extends SimdFunctions {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly scratchBytes: number;
}

const SIMD = Symbol.for('dsra.runtime.simd');
type WithSimd = WasmModule & { [SIMD]?: Simd };

/** Vector code on the heap of the wasm backend. undefined where there is none to be had: no vector instructions. */
export async function simdOn(backend: WasmModule): Promise<Simd | undefined> {
  const known = (backend as WithSimd)[SIMD];
  if (known) return known;
  const { memory } = backend.asm;
  if (!memory) return undefined;
  try {
    const module = await WebAssembly.compile(codeFor(memory));
    const functions = (await WebAssembly.instantiate(module, { env: { memory } })).exports;
    const { productScratch, setScratch, ...simd } = functions as unknown as Instance;
    const scratchBytes = productScratch();
    setScratch(backend._malloc(scratchBytes));
    return ((backend as WithSimd)[SIMD] = { ...simd, module, memory, scratchBytes });
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return undefined;
    throw error;
  }
}

function codeFor(memory: WebAssembly.Memory): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(simdBinary), (character) => character.charCodeAt(0));
  return isShared(memory) ? asShared(bytes) : bytes;
}
