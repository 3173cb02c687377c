/**
 * Times picture encoding in ONNX Runtime: `npm run bench:speed` runs it beside the library's own, in a process of its own so
 * that memory is its own too.
 *
 *     node encode_onnxruntime.mjs <model.onnx> <threads> <batch> <side of a picture>
 *
 * Runs once to warm up and prints a JSON line {"version": "...", "threads": n}; then for every line that it reads runs again
 * and prints {"milliseconds": x, "peakMemoryBytes": n}. Ends with its input.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import ort from 'onnxruntime-node';

const [model, threads, batch, side] = process.argv.slice(2);
const say = (values) => process.stdout.write(`${JSON.stringify(values)}\n`);

const session = await ort.InferenceSession.create(model, {
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
});
const shape = [Number(batch), 3, Number(side), Number(side)];
const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i));
const pixels = new ort.Tensor('float32', values, shape);

await session.run({ pixels });
say({
  version: createRequire(import.meta.url)('onnxruntime-node/package.json').version,
  threads: Number(threads),
});
for await (const _ of createInterface(process.stdin)) {
  const start = performance.now();
  await session.run({ pixels });
  const milliseconds = performance.now() - start;
  say({ milliseconds, peakMemoryBytes: peakMemory() });
}

/** Of this process alone: on Linux `maxRSS` begins with the parent's. */
function peakMemory() {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  return 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
}
