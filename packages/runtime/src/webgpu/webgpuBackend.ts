import type * as tf from '@tensorflow/tfjs';

/** A shader as the webgpu backend of TensorFlow.js 4 takes it. Its key says everything that its code depends on. */
export interface Program {
  readonly shaderKey: string;
  readonly outputShape: number[];
  readonly variableNames: string[];
  /** Adds the uniform `size`, how many numbers the result has. Every input and one uniform at least have to be read. */
  readonly size?: boolean;
  readonly uniforms?: string;
  readonly workgroupSize: [number, number, number];
  readonly dispatchLayout: { x: number[]; y?: number[]; z?: number[] };
  dispatch: [number, number, number];
  getUserCode(): string;
}

export interface Uniform {
  readonly type: 'int32' | 'float32';
  readonly data: number[];
}

/** The webgpu backend object: as much of it as this package uses. */
export interface WebgpuBackend {
  readonly device: { readonly limits: { readonly maxStorageBuffersPerShaderStage: number } };
  runWebGPUProgram(
    program: Program,
    inputs: readonly tf.TensorInfo[],
    dtype: tf.DataType,
    uniforms?: readonly Uniform[],
    output?: tf.TensorInfo,
  ): tf.TensorInfo;
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values?: Float32Array): tf.TensorInfo;
  disposeData(dataId: tf.DataId): boolean;
}

/** A call of a kernel, as the webgpu backend receives it. */
export interface WebgpuCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: WebgpuBackend;
}

export interface WebgpuKernel {
  readonly kernelName: string;
  readonly kernel: (call: WebgpuCall) => tf.TensorInfo | tf.TensorInfo[];
}

export const integer = (value: number): Uniform => ({ type: 'int32', data: [value] });
export const float = (value: number): Uniform => ({ type: 'float32', data: [value] });
