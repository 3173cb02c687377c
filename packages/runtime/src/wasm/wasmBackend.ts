import * as tf from '@tensorflow/tfjs';

/** The Emscripten module behind the wasm backend: as much of it as this package uses. */
export interface WasmModule {
  /** The whole heap. Replaced when the heap grows: read it afresh before each use. */
  readonly HEAPU8: Uint8Array;
  /** 0 when the heap is full. */
  _malloc: (bytes: number) => number;
  _free(address: number): void;
  cwrap(name: string, returns: null, parameters: readonly string[]): (...values: unknown[]) => void;
  /** What the compiled module exports. */
  readonly asm: { readonly memory?: WebAssembly.Memory };
  readonly tfjs: {
    registerTensor(id: number, size: number, memoryOffset: number): void;
    disposeData(id: number): void;
  };
}

/** The wasm backend object of TensorFlow.js 4: as much of it as this package uses. */
export interface WasmBackend {
  readonly wasm: WasmModule;
  dataIdNextNumber: number;
  readonly dataIdMap: { get(dataId: tf.DataId): { readonly id: number; readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  incRef(dataId: tf.DataId): void;
  disposeData(dataId: tf.DataId): boolean;
  numDataIds(): number;
}

/** The wasm backend object if `wasm` is the current backend. */
export function wasmBackend(): WasmBackend | undefined {
  return tf.getBackend() === 'wasm' ? (tf.backend() as unknown as WasmBackend) : undefined;
}

/** Byte offset of a tensor in the heap. */
export function offsetOf(backend: WasmBackend, tensor: tf.TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** The same memory under another shape; counts as one more reader of it. */
export function alias(backend: WasmBackend, tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  backend.incRef(tensor.dataId);
  return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
}

/**
 * Size of the wasm heap in bytes, undefined on other backends. The heap never shrinks, so this is also its peak;
 * it ends at 4 GB.
 */
export function wasmHeapBytes(): number | undefined {
  return wasmBackend()?.wasm.HEAPU8.byteLength;
}
