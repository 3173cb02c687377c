import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { decodeSafetensors, toFloat32 } from '@dsra/core';
import { commandLab } from '../../../../test/support/commandLab';

// Most of these tests train a little; on a busy machine that takes its time.
jest.setTimeout(60_000);

const { at, pictures, adapter, dsra, fitted, refusal, drawAll, remove } = commandLab();

const both = at('both');
const context = at('context');

beforeAll(async () => {
  await drawAll();
  await fitted(adapter);
  const strong = ['--learning-rate', '0.1', '--epochs', '4'];
  await fitted(both, '--method', 'promptSrc', '--with', 'dsra', '--rank', '2', ...strong);
  await fitted(context, '--method', 'coOp');
});
afterAll(remove);

const merge = (from: string, to: string, ...more: string[]) =>
  dsra(['merge', '--adapter', from, '--out', to, ...more]);

const picture = path.join(pictures, 'red_things/0.png');

test('prompts stay beside the merged weights, which is said; both together answer as before', async () => {
  const to = at('merged');
  const { code, out } = await merge(both, to);
  expect(code).toBe(0);
  expect(out).toMatch(
    /beside it +.*merged\/prompts: prompt vectors of the text tower \(layers 0–3\), .*image tower/,
  );
  expect(out).toContain(`dsra predict <picture> --model ${to} --adapter ${to}/prompts\n`);
  expect(Number(/pixels (\S+)\n/.exec(out)![1])).toBeLessThan(1e-4);
  const answer = async (...words: string[]) => {
    const { out: json } = await dsra(['predict', picture, '--json', ...words]);
    return (JSON.parse(json) as { predictions: { classes: { probability: number }[] }[] }).predictions[0]!
      .classes;
  };
  const [before] = await answer('--adapter', both);
  const [after] = await answer('--model', to, '--adapter', path.join(to, 'prompts'));
  const [named] = await answer('--adapter', path.join(to, 'prompts'));
  expect(after!.probability).toBeCloseTo(before!.probability, 4);
  expect(named).toEqual(after);
  const tested = await dsra(['eval', pictures, '--adapter', path.join(to, 'prompts')]);
  expect(tested.err).toContain('4 pictures that the adapter has learned from');
});

test('the classes are written beside the weights, as vectors of unit length', async () => {
  const { out } = await merge(adapter, at('classified'), '--classifier', '--json');
  const file = at('classified', 'classifier.safetensors');
  expect(JSON.parse(out)).toMatchObject({ classifier: file, kept: null, prompts: null });
  const { tensors, metadata } = decodeSafetensors(readFileSync(file));
  expect(JSON.parse(metadata.class_names!)).toEqual(['blue things', 'red things']);
  const features = tensors.get('text_features')!;
  expect(features.shape).toEqual([2, 96]);
  expect(Math.hypot(...toFloat32(features).subarray(0, 96))).toBeCloseTo(1, 5);
  const careful = await merge(both, at('careful'), '--classifier');
  expect(careful.out).toContain("image features that the image tower gives with this adapter's prompts");
});

test('a method without adapters is refused with the reason; its classes alone can be written', async () => {
  const reason = 'this method cannot be folded into CLIP: it writes prompt vectors into the text tower';
  expect(await refusal('merge', '--adapter', context, '--out', at('never'))).toBe(`error: ${reason}`);
  expect(existsSync(at('never'))).toBe(false);
  const { code, out } = await merge(context, at('classes'), '--classifier');
  expect([code, readdirSync(at('classes'))]).toEqual([0, ['classifier.safetensors']]);
  expect(out).toContain(`not merged ${reason}; the embedded model is used as it is\n`);
  expect(out).toContain(`dsra predict <picture> --adapter ${context}\n`);
  expect((await merge(context, at('classes'), '--classifier')).err).toContain('--force replaces it');
});

test('where the classes differ from picture to picture there is no classifier, and nothing is written', async () => {
  await fitted(at('conditional'), '--method', 'coCoOp');
  const line = ['merge', '--adapter', at('conditional'), '--out', at('never'), '--classifier'];
  expect(await refusal(...line)).toContain('its classes differ from picture to picture');
  expect(existsSync(at('never'))).toBe(false);
});

test('--force leaves nothing that belonged to other weights, and all that is not ours', async () => {
  const to = at('forced');
  await merge(both, to, '--classifier');
  await writeFile(path.join(to, 'prompts', 'notes.txt'), 'mine');
  expect((await merge(adapter, to, '--force')).code).toBe(0);
  expect(readdirSync(path.join(to, 'prompts'))).toEqual(['notes.txt']);
  expect(existsSync(path.join(to, 'classifier.safetensors'))).toBe(false);
  await merge(both, at('twice'), '--classifier');
  await merge(adapter, at('twice'), '--force');
  expect(existsSync(at('twice', 'prompts'))).toBe(false);
});
