import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { comparePyTorch } from './comparePyTorch';
import { findPyTorch, startPyTorch } from './pyTorchProcess';

/** Stands in for Python: answers as the script does, and says what it was called with. */
const answering = `#!/bin/sh
[ "$1" = -c ] && exit 0
echo "{\\"torch\\": \\"$*\\", \\"threads\\": 2}"
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

test('a workload runs here and there in turn', async () => {
  let runs = 0;
  const workload = {
    name: 'maple step, 1000 classes',
    operations: undefined,
    pyTorch: { method: 'maple', classes: 1000 },
    pictures: 4,
    run: () => Promise.resolve([99, 10, 14, 12][runs++]!),
  };
  const lines: string[] = [];
  const onLine = (line: string) => void lines.push(line);
  const results = await comparePyTorch([workload], { python: good, threads: 2, repeats: 3, onLine });
  expect(results).toEqual([
    {
      workload: 'maple step, 1000 classes (PyTorch with activation checkpointing)',
      ours: [10, 14, 12],
      theirs: [30, 30, 30],
      ratio: 2.5,
      theirPeakMemoryBytes: 1048576,
    },
  ]);
  expect(lines[0]).toBe('round 1: maple step, 1000 classes 10 ms, PyTorch 30 ms');
});

test('the script is told what to do', async () => {
  const process = await startPyTorch(good, { method: 'coOp', classes: 10, batch: 4, recompute: true }, 2);
  expect(process.torch).toMatch(
    /training_step\.py --method coOp --classes 10 --batch 4 --threads 2 --recompute$/,
  );
  process.stop();
});

test('a Python that ends is told with its last words', async () => {
  const start = startPyTorch(bad, { method: 'encode', classes: 0, batch: 4 }, 2);
  await expect(start).rejects.toThrow('PyTorch ended before it answered: RuntimeError: not enough memory');
});
