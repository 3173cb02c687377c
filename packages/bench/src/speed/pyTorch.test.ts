import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPyTorch, inPyTorch, startPyTorch } from './pyTorchProcess';

/** Stands in for Python: answers as the script does, and says what it was called with. */
const answering = `#!/bin/sh
[ "$1" = -c ] && exit 0
echo "{\\"version\\": \\"$*\\", \\"threads\\": 2}"
while read -r line; do echo '{"milliseconds": 30, "peakMemoryBytes": 1048576}'; done
`;
const failing = `#!/bin/sh
[ "$1" = -c ] && exit 1
echo 'Traceback' >&2
echo 'RuntimeError: not enough memory' >&2
exit 1
`;

let folder = '';
let [good, bad] = ['', ''];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsra-pytorch-'));
  [good, bad] = [answering, failing].map((text, i) => {
    const file = join(folder, `python${i}`);
    writeFileSync(file, text);
    chmodSync(file, 0o755);
    return file;
  }) as [string, string];
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a Python is taken only if it has torch', () => {
  expect(findPyTorch({ DSRA_PYTHON: good })).toBe(good);
  expect(findPyTorch({ DSRA_PYTHON: bad })).not.toBe(bad);
});

test('the script is told what to do', async () => {
  const few = await startPyTorch(good, { kind: 'step', method: 'coOp', classes: 10 }, 2);
  expect(few.version).toMatch(
    /training_step\.py --work step --method coOp --classes 10 --batch 4 --threads 2$/,
  );
  expect(few.note).toBeUndefined();
  const many = await startPyTorch(good, { kind: 'step', method: 'coOp', classes: 1000 }, 2);
  expect(many.version).toMatch(/--threads 2 --recompute --cold$/);
  expect(many.note).toBe('activation checkpointing');
  for (const contender of [few, many]) await contender.stop();
});

test('what the script cannot do is left to others', () => {
  expect(inPyTorch({ kind: 'encode', model: 'merged' })).toBe(false);
  expect(inPyTorch({ kind: 'step', method: 'vpt', classes: 2 })).toBe(false);
  expect(inPyTorch({ kind: 'classify', method: 'plain', classes: 2 })).toBe(true);
});

test('a Python that ends is told with its last words', async () => {
  const start = startPyTorch(bad, { kind: 'encode', model: 'plain' }, 2);
  await expect(start).rejects.toThrow('PyTorch ended before it answered: RuntimeError: not enough memory');
});
