import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Contender } from './contender';
import { startLineProcess } from './lineProcess';
import { otherProgram } from './otherPrograms';
import { BATCH } from './work';

const script = () => otherProgram('encode_onnxruntime.mjs');

/** Where `onnxruntime-node` is, or nothing. */
export function findOnnxRuntime(): string | undefined {
  try {
    return createRequire(script()).resolve('onnxruntime-node');
  } catch {
    return undefined;
  }
}

const hello = z.object({ version: z.string() });
const lap = z.object({ milliseconds: z.number(), peakMemoryBytes: z.number() });

/** What is encoded: a tower that `writeVisionTower` wrote for a batch, and the side of its pictures. */
export interface OnnxModelFile {
  readonly file: string;
  readonly side: number;
}

/** Starts a process that encodes pictures in ONNX Runtime, and waits until it is warm. */
export async function startOnnxRuntime({ file, side }: OnnxModelFile, threads: number): Promise<Contender> {
  const args = [script(), file, ...[threads, BATCH, side].map(String)];
  const child = await startLineProcess({ name: 'ONNX Runtime', program: process.execPath, args, hello });
  return {
    version: `ONNX Runtime ${child.hello.version}`,
    run: () => child.ask('run', lap),
    stop: () => child.stop(),
  };
}
