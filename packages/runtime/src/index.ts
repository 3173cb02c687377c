/** TensorFlow.js backends for applications: chosen, explained, and made fast. */
export { BackendError, type BackendErrorCode } from './backendError';
export {
  type BackendChoice,
  type BackendName,
  type BackendReport,
  describeBackend,
  type SkippedBackend,
} from './backendReport';
export type { BackendOptions } from './backends/candidate';
export { countWebgpuCalls, type WebgpuCalls } from './backends/webgpuCalls';
export { measureMatMul, type MatMulSpeed } from './speed/measureMatMul';
export { measureSgemmPeak, type SgemmPeak } from './speed/measureSgemmPeak';
export { currentBackend, useBackend } from './useBackend';
export { wasmHeapBytes } from './wasm/wasmBackend';
