import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { format } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

// A second on a free machine.
jest.setTimeout(60_000);

test('the example of the README prints what it says', async () => {
  const readme = await readFile('packages/clip/README.md', 'utf8');
  const [, code, output] = /```ts\n(.*?)```.*?```text\n(.*?)```/s.exec(readme)!;
  await tf.setBackend('wasm');
  const printed: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((...values) => {
    printed.push(format(...values));
  });
  await mkdir('.tmp', { recursive: true });
  const folder = await mkdtemp('.tmp/readme-');
  try {
    await writeFile(`${folder}/example.ts`, code!);
    await import(`../../../${folder}/example.ts`);
  } finally {
    log.mockRestore();
    await rm(folder, { recursive: true });
  }
  expect(printed.join('\n').trim()).toBe(output!.trim());
});
