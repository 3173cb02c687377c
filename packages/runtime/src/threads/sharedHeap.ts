/** The heap of the wasm backend as memory that threads share. */

const MEMORY_SECTION = 5;
const IMPORT_SECTION = 2;
const IMPORTED_MEMORY = 2;
/** Of a memory: with a largest size; the same and shared. */
const LIMITED = 1;
const SHARED = 3;

/** What a thread needs of WebAssembly; browsers give it to cross-origin-isolated pages alone. */
export const canShare = (): boolean => typeof SharedArrayBuffer === 'function' && isolated();

function isolated(): boolean {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return crossOriginIsolated !== false;
}

/** Not `instanceof`: the buffer may be of another realm. */
export const isShared = ({ buffer }: WebAssembly.Memory): boolean =>
  Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';

/** A module with its memory declared as shared; it has to have a largest size. Nothing else about it changes. */
export function asShared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = new Uint8Array(bytes);
  for (const { id, at } of sections(module)) {
    const flag = id === MEMORY_SECTION ? skipNumber(module, at) : undefined;
    const found = id === IMPORT_SECTION ? importedMemory(module, at) : flag;
    if (found !== undefined && module[found] === LIMITED) module[found] = SHARED;
  }
  return module;
}

/**
 * Runs what starts the wasm backend, which gets its module with a shared memory. Modules of others that are instantiated
 * meanwhile are left as they are.
 */
export async function withSharedHeap<T>(start: () => Promise<T>): Promise<T> {
  const { instantiate, instantiateStreaming } = WebAssembly;
  const shared = (source: BufferSource) => {
    const bytes = ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : new Uint8Array(source);
    return isBackend(bytes) ? asShared(bytes) : bytes;
  };
  Object.assign(WebAssembly, {
    instantiate: (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) =>
      // Not `instanceof`: a compiled module may be of another realm.
      Object.prototype.toString.call(source) === '[object WebAssembly.Module]'
        ? instantiate(source, imports)
        : instantiate(shared(source as BufferSource), imports),
    instantiateStreaming: async (response: Response | Promise<Response>, imports?: WebAssembly.Imports) =>
      instantiate(shared(await (await response).arrayBuffer()), imports),
  });
  try {
    return await start();
  } finally {
    Object.assign(WebAssembly, { instantiate, instantiateStreaming });
  }
}

/** By a function that TensorFlow.js's module exports. */
const isBackend = (bytes: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(bytes).includes('register_tensor');

function* sections(module: Uint8Array): Generator<{ id: number; at: number }> {
  const HEADER = 8;
  for (let at = HEADER; at < module.length; ) {
    const id = module[at]!;
    const start = skipNumber(module, at + 1);
    yield { id, at: start };
    at = start + number(module, at + 1);
  }
}

/** Where the flag of an imported memory is. */
function importedMemory(module: Uint8Array, start: number): number | undefined {
  let at = skipNumber(module, start);
  for (let count = number(module, start); count > 0; count--) {
    // Its module's name and its own.
    for (let i = 0; i < 2; i++) at = skipNumber(module, at) + number(module, at);
    if (module[at] === IMPORTED_MEMORY) return at + 1;
    // A function is its kind and a type; others come after the memory in modules that have one.
    at = skipNumber(module, at + 1);
  }
  return undefined;
}

/** An unsigned number in LEB128. */
function number(module: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0; ; shift += 7, at++) {
    value |= (module[at]! & 127) << shift;
    if (module[at]! < 128) return value;
  }
}

function skipNumber(module: Uint8Array, at: number): number {
  while (module[at]! >= 128) at++;
  return at + 1;
}
