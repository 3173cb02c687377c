import * as tf from '@tensorflow/tfjs';
import { BackendError } from '../backendError';
import type { WasmBackend, WasmModule } from './wasmBackend';

const GUARDED = Symbol.for('dsra.runtime.guardedMemory');
type Guarded = WasmModule & { [GUARDED]?: true };

/** What C++ code may need for itself: where that fails, it ends the whole module. */
const RESERVE = 2 ** 20;
/** No kernel makes as many tensors at once. */
const RECENT = 64;

/**
 * A full heap becomes an error that leaves everything as it was. Without this, stock TensorFlow.js takes the address 0 that
 * a failed allocation gives and writes its tensor over the start of the heap.
 */
export function guardMemory(backend: WasmBackend): void {
  const module = backend.wasm as Guarded;
  if (module[GUARDED]) return;
  const disposeUnfinished = watchOutputs(backend);
  let allocate = module._malloc;
  const checked = (bytes: number): number => {
    const address = allocate(bytes);
    if (bytes === 0 || (address !== 0 && hasReserve(module, allocate))) return address;
    if (address !== 0) module._free(address);
    disposeUnfinished();
    throw outOfMemory(bytes, module.HEAPU8.byteLength);
  };
  // Emscripten's function puts another one in its own place when it is first called.
  const set = (replacement: WasmModule['_malloc']) => {
    allocate = replacement;
  };
  Object.defineProperty(module, '_malloc', { get: () => checked, set });
  module[GUARDED] = true;
}

const HEAP_END = 2 ** 32;

/** A heap that can grow has it; one at its end is asked. */
function hasReserve(module: WasmModule, allocate: WasmModule['_malloc']): boolean {
  if (module.HEAPU8.byteLength < HEAP_END - 2 ** 26) return true;
  const address = allocate(RESERVE);
  if (address !== 0) module._free(address);
  return address !== 0;
}

/**
 * Remembers the newest outputs of kernels. Gives a function that disposes those which are no tensors yet: a kernel that fails
 * between two of its outputs leaves the first one to nobody.
 */
function watchOutputs(backend: WasmBackend): () => void {
  const make = backend.makeOutput.bind(backend);
  const recent: tf.DataId[] = [];
  backend.makeOutput = (...given) => {
    const output = make(...given);
    recent.push(output.dataId);
    if (recent.length > RECENT) recent.shift();
    return output;
  };
  return () => {
    const known = tf.engine().state.tensorInfo;
    for (const dataId of recent.splice(0)) if (!known.has(dataId)) backend.disposeData(dataId);
  };
}

function outOfMemory(wanted: number, heap: number): BackendError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
  return new BackendError(
    'out-of-memory',
    `the WebAssembly heap is full: ${megabytes(wanted)} more do not fit (now ${megabytes(heap)}, it ends at 4096 MB); ` +
      'use a smaller batch, a smaller memory budget, checkpointing or fewer classes at a time',
  );
}
