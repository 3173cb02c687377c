import { createRequire } from 'node:module';
import { otherProgram } from './otherPrograms';

const script = () => otherProgram('encode_onnxruntime.mjs');

/** Where `onnxruntime-node` is, or nothing. */
export function findOnnxRuntime(): string | undefined {
  try {
    return createRequire(script()).resolve('onnxruntime-node');
  } catch {
    return undefined;
  }
}
