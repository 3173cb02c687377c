/** Every Node example as it stands in `examples/`: it runs, shows what it is there to show, and leaves no tensor behind. */
import { readdirSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';

jest.setTimeout(120_000);

const shows: Readonly<Record<string, RegExp>> = {
  'fit.mjs': /accuracy \d\.\d+: \d+ of 64\n.*\nloaded again: \w+/,
  'merge-and-export.mjs': /merged\/ config\.json .*\npeft\/ adapter_config\.json adapter_model\.safetensors/,
  'own-training-loop.mjs': /step 1: loss [^]*step 8: loss .*\ntensors left: 0/,
};

async function printed(name: string): Promise<string> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
  // An example reads its own arguments, not jest's.
  process.argv = process.argv.slice(0, 2);
  await import(`../examples/${name}`).finally(() => {
    log.mockRestore();
  });
  return lines.join('\n');
}

test('every example is run here', () => {
  expect(readdirSync('examples').filter((name) => name.endsWith('.mjs'))).toEqual(Object.keys(shows));
});

test.each(Object.entries(shows))('examples/%s', async (name, expected) => {
  const before = tf.memory().numTensors;
  expect(await printed(name)).toMatch(expected);
  expect(tf.memory().numTensors).toBe(before);
});
