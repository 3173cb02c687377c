import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { architectures } from '@dsra/clip';
import { otherProgram } from './otherPrograms';
import { findPyTorch, inPyTorch, startPyTorch, towersInPyTorch } from './pyTorchProcess';
import { tinyConfig } from './testing/tinyConfig';
import type { Work } from './work';

/** Stands in for Python: answers as the script does, and says what it was called with. CoOp has 16 vectors of 512. */
const answering = `#!/bin/sh
[ "$1" = -c ] && exit 0
said="$(echo "$*" | sed 's/ --architecture.*//'), passive: $OMP_WAIT_POLICY"
blas='{"library": "OpenBLAS 0.3.21", "threads": 2}'
echo "{\\"version\\": \\"$said\\", \\"threads\\": 2, \\"blas\\": $blas, \\"learned\\": 8192}"
while read -r line; do echo '{"milliseconds": 30, "peakMemoryBytes": 1048576}'; done
`;
const failing = `#!/bin/sh
[ "$1" = -c ] && exit 1
echo 'Traceback' >&2
echo 'RuntimeError: not enough memory' >&2
exit 1
`;

jest.setTimeout(120_000);

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

const start = (python: string, work: Work, device?: 'cuda') =>
  startPyTorch(
    { python, config: architectures['ViT-B/16'], threads: 2, ...(device !== undefined && { device }) },
    work,
  );

test('the script is told what to do, and says what it multiplies with', async () => {
  const few = await start(good, { kind: 'step', method: 'coOp', classes: 10 });
  expect(few.version).toMatch(
    /training_step\.py --work step --method coOp --classes 10 --batch 4 --threads 2, passive: PASSIVE$/,
  );
  expect(few.note).toBeUndefined();
  expect(few.products).toEqual({ library: 'OpenBLAS 0.3.21', threads: 2, ownThreads: 2 });
  const many = await start(good, { kind: 'step', method: 'coOp', classes: 1000, nameWords: 4 }, 'cuda');
  expect(many.version).toMatch(/--name-words 4 --batch 4 --threads 2 --recompute --device cuda,/);
  expect(many.note).toBe('activation checkpointing');
  for (const contender of [few, many]) await contender.stop();
});

test('a script that trains something else is refused', async () => {
  await expect(start(good, { kind: 'step', method: 'dsra', classes: 10 })).rejects.toThrow(
    'PyTorch’s script trains 8192 parameters, this library 128600: they do not do the same work',
  );
});

test('what the script cannot do is left to others', () => {
  expect(inPyTorch({ kind: 'encode', model: 'merged' })).toBe(false);
  expect(inPyTorch({ kind: 'step', method: 'vpt', classes: 2 })).toBe(false);
  expect(inPyTorch({ kind: 'classify', method: 'plain', classes: 2 })).toBe(true);
});

test('towers of two depths or with another activation are left to others', () => {
  expect(towersInPyTorch(architectures['ViT-B/32'])).toBe(true);
  expect(towersInPyTorch(architectures['ViT-L/14'])).toBe(false);
  const { text } = tinyConfig;
  expect(towersInPyTorch({ ...tinyConfig, text: { ...text, activation: 'gelu' } })).toBe(false);
});

test('a Python that ends is told with its last words', async () => {
  const started = start(bad, { kind: 'encode', model: 'plain' });
  await expect(started).rejects.toThrow('PyTorch ended before it answered: RuntimeError: not enough memory');
});

const python = findPyTorch();
const withTorch = python === undefined ? test.skip : test;

withTorch.each(['dsra', 'coOp', 'maple', 'promptSrc', 'dsraPromptSrc'])(
  'the real script trains as many parameters as this library, in a %s step',
  async (method) => {
    const options = { python: python!, config: tinyConfig, threads: 1 };
    const running = await startPyTorch(options, { kind: 'step', method, classes: 3 });
    expect(running.products!.ownThreads).toBe(1);
    expect((await running.run()).milliseconds).toBeGreaterThan(0);
    const { kernels, milliseconds, outside } = await running.profile();
    const inside = kernels.reduce((sum, one) => sum + one.milliseconds, 0);
    expect(inside + outside).toBeCloseTo(milliseconds);
    expect(kernels.map(({ kernel }) => kernel)).toContain('aten::addmm');
    await running.stop();
  },
);

withTorch('the real script tells its own peak memory, whatever its parent’s is', async () => {
  const fat = Buffer.alloc(700 * 2 ** 20, 1);
  const options = { python: python!, config: tinyConfig, threads: 1 };
  const running = await startPyTorch(options, { kind: 'encode', model: 'plain' });
  const { peakMemoryBytes } = await running.run();
  await running.stop();
  expect(peakMemoryBytes).toBeLessThan(fat.length);
});

withTorch('the real script has end tokens behind the context, however long it is', () => {
  const script = `import sys; sys.path.insert(0, sys.argv[1]); import training_step as t
sizes = dict(t.VIT_B_16, text=dict(t.VIT_B_16["text"], layers=1), vision=dict(t.VIT_B_16["vision"], layers=1))
clip = t.Clip(sizes, "cpu")
for name in ["dsra", "coOp", "maple"]:
    print(t.end_positions(3, t.Method(name, clip, "cpu").context_tokens()).tolist())
print(t.end_positions(2, 4, 8).tolist())`;
  const folderOf = dirname(otherProgram('training_step.py'));
  const { stdout } = spawnSync(python!, ['-B', '-c', script, folderOf], { encoding: 'utf8' });
  expect(stdout.trim().split('\n')).toEqual(['[7, 8, 9]', '[19, 20, 21]', '[7, 8, 9]', '[14, 14]']);
});

withTorch('fused attention, where torch has it, is the attention by parts', () => {
  const script = `import sys; sys.path.insert(0, sys.argv[1]); import math, torch, training_step as t
def fused(q, k, v, is_causal):
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    scores = scores + torch.full(scores.shape[-2:], float("-inf")).triu(1) if is_causal else scores
    return scores.softmax(-1) @ v
if not hasattr(t.F, "scaled_dot_product_attention"):
    t.F.scaled_dot_product_attention = fused
x, causal = torch.randn(3, 7, 36), torch.full((7, 7), float("-inf")).triu(1)
print(max((t.attend_fused(x, 2, mask) - t.attend_by_parts(x, 2, mask)).abs().max().item() for mask in [None, causal]))`;
  const folderOf = dirname(otherProgram('training_step.py'));
  const { stdout } = spawnSync(python!, ['-B', '-c', script, folderOf], { encoding: 'utf8' });
  expect(stdout).toMatch(/^\d/);
  expect(Number(stdout)).toBeLessThan(1e-5);
});
