import { BackendError } from '../backendError';
import type { WasmModule } from './wasmBackend';

const GUARDED = Symbol.for('dsra.runtime.guardedMemory');
type Guarded = WasmModule & { [GUARDED]?: true };

/**
 * A full heap becomes an error. Without this, stock TensorFlow.js takes the address 0 that a failed allocation gives
 * and writes its tensor over the start of the heap.
 */
export function guardMemory(module: WasmModule): void {
  const guarded = module as Guarded;
  if (guarded[GUARDED]) return;
  let allocate = guarded._malloc;
  const checked = (bytes: number): number => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) throw outOfMemory(bytes, guarded.HEAPU8.byteLength);
    return address;
  };
  // Emscripten's function puts another one in its own place when it is first called.
  const set = (replacement: WasmModule['_malloc']) => {
    allocate = replacement;
  };
  Object.defineProperty(guarded, '_malloc', { get: () => checked, set });
  guarded[GUARDED] = true;
}

function outOfMemory(wanted: number, heap: number): BackendError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
  return new BackendError(
    'out-of-memory',
    `the WebAssembly heap is full: ${megabytes(wanted)} more do not fit (now ${megabytes(heap)}, it ends at 4096 MB); ` +
      'use a smaller batch, a smaller memory budget or fewer classes at a time',
  );
}
