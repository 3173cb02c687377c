import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { decodeSafetensors, toFloat32 } from '@dsra/core';
import { methodNamed, methodTable } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { relativeError } from '../../../../test/support/golden';
import { commandLab, draw, pressing } from '../../../../test/support/commandLab';

// Most of these tests train a little; on a busy machine that takes its time.
jest.setTimeout(60_000);

const { at, pictures, dsra, fitLine, fitted, refusal, drawAll, remove } = commandLab();

const others = at('others');

beforeAll(async () => {
  await drawAll();
  await draw(others, { green: '#20d020', grey: '#808080', pink: '#ff80a0' }, 1);
});
afterAll(remove);

const configOf = (adapter: string) =>
  JSON.parse(readFileSync(path.join(adapter, 'adapter_config.json'), 'utf8')) as Record<string, object>;

const learning = Object.keys(methodTable).filter((name) => methodNamed(name).parameters);

test('--checkpointing and --memory-budget change nothing that is learned', async () => {
  const learned = async (name: string, ...how: string[]) => {
    await fitted(at(name), ...how);
    const { tensors } = decodeSafetensors(readFileSync(path.join(at(name), 'adapter_model.safetensors')));
    return [...tensors.values()].flatMap((tensor) => [...toFloat32(tensor)]);
  };
  const plain = await learned('plain', '--checkpointing', 'none');
  for (const how of [
    ['--checkpointing', 'blocks'],
    ['--memory-budget', '1MB'],
  ]) {
    expect(relativeError(await learned('other', ...how, '--force'), plain)).toBeLessThan(1e-4);
  }
});

test.each([...learning, 'promptSrc --with dsra', 'vpt --with dsra'])(
  '%s is learned, saved, asked, described, and used with other class names',
  async (method) => {
    const [out, asked] = [at(method.replaceAll(' ', '')), ['--method', ...method.split(' ')]];
    const before = tf.memory().numTensors;
    const report = JSON.parse((await fitted(out, ...asked, '--json')).out) as Record<string, object>;
    expect(configOf(out).method).toEqual(report.method);
    expect(report.trainableParameters).toBeGreaterThan(0);
    const picture = path.join(pictures, 'red_things/0.png');
    const answer = await dsra(['predict', picture, '--adapter', out, '--top', '1']);
    expect([answer.code, answer.out]).toEqual([0, expect.stringMatching(/(red|blue) things \d+\.\d %\n$/)]);
    const renamed = await dsra(['eval', others, '--adapter', out]);
    expect([renamed.code, renamed.out]).toEqual([0, expect.stringContaining('of 3 pictures)')]);
    const info = JSON.parse((await dsra(['info', '--adapter', out, '--json'])).out) as Record<string, object>;
    expect(info).toMatchObject({ method: report.method, trainableParameters: report.trainableParameters });
    expect(tf.memory().numTensors).toBe(before);
  },
);

test('what is trained is said by its name, with the options that count', async () => {
  const { out } = await fitted(at('said'), '--method', 'promptSrc', '--with', 'dsra', '--rank', '2');
  expect(out).toMatch(
    /\ntraining +promptSrc \(averageMean 15, averageDeviation 1\) with dsra \(rank 2\), [\d,]+ parameters, 2 epochs\n/,
  );
  const report = (await fitted(at('ranked'), '--json')).out;
  expect(JSON.parse(report)).toMatchObject({ method: { method: 'dsra', options: { rank: 2 } } });
  const json = (await fitted(at('unranked'), '--method', 'coOp', '--json')).out;
  expect(JSON.parse(json)).toMatchObject({ method: { method: 'coOp', options: {} } });
});

test('what was learned for each class is refused for other classes, and counted by them', async () => {
  const out = at('per-class');
  const { out: json } = await fitted(out, '--method', 'coOp', '--set', 'perClass=true', '--json');
  expect((JSON.parse(json) as { trainableParameters: number }).trainableParameters).toBe(2 * 16 * 96);
  expect((await dsra(['eval', pictures, '--adapter', out])).code).toBe(0);
  await rm(path.join(out, 'training.json'));
  const { code, err } = await dsra(['eval', others, '--adapter', out]);
  expect([code, err]).toEqual([2, expect.stringContaining('cannot be used with other class names')]);
  expect(err.trim().split('\n').at(-1)).toMatch(
    /^error: this method learned something for each of its 2 classes/,
  );
  const counted = ['info', '--method', 'coOp', '--set', 'perClass=true', '--classes', '3'];
  expect((await dsra(counted)).out).toMatch(/in all +4,608\ncounted +for 3 classes/);
});

describe('a run that was interrupted', () => {
  test('goes on with the same method, and with no other', async () => {
    const out = at('again');
    const method = ['--method', 'promptSrc', '--with', 'dsra', '--epochs', '8'];
    expect((await dsra(fitLine(out, ...method), pressing(out))).code).toBe(130);
    const other = await refusal(...fitLine(out, '--resume', '--method', 'promptSrc', '--epochs', '8'));
    expect(other).toBe(
      'error: the run in again trains promptSrc (averageMean 15, averageDeviation 1) with dsra (rank 16), ' +
        'not promptSrc (averageMean 15, averageDeviation 1): repeat its options, or start again with --force',
    );
    const options = await refusal(...fitLine(out, '--resume', ...method, '--set', 'textWeight=3'));
    expect(options).toContain(
      'not promptSrc (textWeight 3, averageMean 15, averageDeviation 1) with dsra (rank 16)',
    );
    expect((await dsra(fitLine(out, '--resume', ...method))).code).toBe(0);
    await fitted(at('whole'), ...method);
    const weights = (name: string) => readFileSync(at(name, 'adapter_model.safetensors'));
    expect(weights('again').equals(weights('whole'))).toBe(true);
  });
});

test.each<[string, string[], string]>([
  ['a name that there is not', ['--method', 'coprompt'], 'there is no method "coprompt"; there are: '],
  ['nothing to learn', ['--method', 'zeroShot'], 'zeroShot learns nothing, so there is nothing to fit'],
  [
    'a method that adds nothing',
    ['--method', 'coOp', '--with', 'zero-shot'],
    'adds nothing to other methods',
  ],
  ['two ways to write the classes', ['--method', 'coOp', '--with', 'kgCoOp'], 'cannot be combined'],
  [
    'an option of no method here',
    ['--method', 'coOp', '--rank', '2'],
    '--rank: there is no option rank here',
  ],
  ['a value that does not fit', ['--method', 'maple', '--set', 'depth=deep'], 'depth must be a whole number'],
  [
    'vectors over the same tokens',
    ['--method', 'promptSrc', '--with', 'vpt'],
    'written over the same tokens',
  ],
  [
    'more vectors than the model reads',
    ['--method', 'promptSrc', '--set', 'textTokens=80'],
    'the class name "blue things" and the learned vectors are too long together: the prompt has ',
  ],
])('bad input gets one line, before anything is measured: %s', async (_, method, message) => {
  const { code, out, err } = await dsra(fitLine(at('never'), ...method));
  expect([code, out]).toEqual([2, expect.not.stringContaining('zero-shot')]);
  expect(err.trim().split('\n').at(-1)).toMatch(/^error: /);
  expect(err).toContain(message);
});
