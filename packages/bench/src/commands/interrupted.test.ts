import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { commandLab, pressing } from '../../../../test/support/commandLab';

// Most of these tests train a little; on a busy machine that takes its time.
jest.setTimeout(60_000);

const { at, pictures, dsra, fitLine, refusal, drawAll, remove } = commandLab();

beforeAll(drawAll);
afterAll(remove);

describe('Ctrl-C', () => {
  test('saves; going on gives the same adapter as an uninterrupted run', async () => {
    const stopped = await dsra(fitLine(at('again'), '--epochs', '20'), pressing(at('again')));
    expect(stopped.code).toBe(130);
    expect(stopped.out).not.toContain('saved');
    expect(stopped.err).toContain(`interrupted; saved; to go on: dsra fit ${pictures} --out ${at('again')}`);
    expect(existsSync(at('again', 'adapter_config.json'))).toBe(false);
    expect(await refusal(...fitLine(at('again')))).toContain(
      'again holds an interrupted run: --resume goes on',
    );
    expect((await dsra(fitLine(at('again'), '--epochs', '20', '--resume'))).code).toBe(0);
    expect((await dsra(fitLine(at('whole'), '--epochs', '20'))).code).toBe(0);
    const weights = (name: string): Buffer => readFileSync(at(name, 'adapter_model.safetensors'));
    expect(weights('again').equals(weights('whole'))).toBe(true);
  });

  test('a run is not gone on with under other options or with other pictures', async () => {
    await dsra(fitLine(at('other'), '--epochs', '20'), pressing(at('other')));
    expect(await refusal(...fitLine(at('other'), '--resume', '--seed', '2'))).toContain(
      'learned from other pictures',
    );
    expect(
      await refusal(...fitLine(at('other'), '--epochs', '20', '--resume', '--learning-rate', '1')),
    ).toContain('learningRate');
    expect(await refusal(...fitLine(at('other'), '--resume', '--force'))).toContain('give one of them');
    expect((await dsra(fitLine(at('other'), '--force'))).code).toBe(0);
    expect(await refusal(...fitLine(at('other'), '--resume'))).toContain('other holds no interrupted run');
  });
});

test('--force loses nothing before there is something in its place', async () => {
  const out = at('forced');
  const read = (name: string): Buffer => readFileSync(path.join(out, name));
  await dsra(fitLine(out, '--epochs', '20'), pressing(out));
  const checkpoint = read('checkpoint.safetensors');
  await refusal(...fitLine(out, '--force', '--model', at('nowhere')));
  await refusal(...fitLine(out, '--force', '--rank', '1000'));
  expect(read('checkpoint.safetensors').equals(checkpoint)).toBe(true);
  expect((await dsra(fitLine(out, '--force'))).code).toBe(0);
  const names = ['adapter_config.json', 'adapter_model.safetensors', 'training.json'];
  expect(readdirSync(out).sort()).toEqual(names);
  const finished = names.map(read);
  const others = ['--shots', '1', '--epochs', '20'];
  expect((await dsra(fitLine(out, '--force', ...others), pressing(out))).code).toBe(130);
  expect(names.map(read)).toEqual(finished);
  expect((await dsra(fitLine(out, '--resume', ...others))).code).toBe(0);
  expect(readdirSync(out).sort()).toEqual(names);
  expect(read('training.json')).not.toEqual(finished[2]);
});
