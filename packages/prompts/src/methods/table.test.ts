import { beforeAll, describe, expect, test } from '@jest/globals';
import { architectures } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {
  flatGradients,
  fresh,
  methodConfig,
  releaseBatch,
  smallBatch,
  withClip,
} from '../../../../test/support/methodRuns';
import { countTrainable } from '../countTrainable';
import type { Method } from '../method';
import { type Json } from '../recipe';
import { methodFrom, methodName, methodNamed, methodTable } from './table';
import { zeroShot } from './zeroShot';

describe('methods by name', () => {
  test.each(['dsra', 'DSRA', 'DsRA'])('%s', (written) => {
    expect(methodName(written)).toBe('dsra');
  });
  test.each(['zeroShot', 'zero-shot', 'ZEROSHOT', 'zero_shot'])('%s', (written) => {
    expect(methodName(written)).toBe('zeroShot');
  });
  test.each(['CoOp*', 'co-op *', 'coOpStar'])('%s, as the papers write it', (written) => {
    expect(methodName(written)).toBe('coOpStar');
    expect(methodName(written.replace(/co-?op/i, 'MaPLe'))).toBe('mapleStar');
    expect(() => methodName('Co*Op')).toThrow('there is no method "Co*Op"');
  });
  test('an unknown one is refused with the names that there are', () => {
    expect(() => methodNamed('coprompt')).toThrow(
      `there is no method "coprompt"; there are: ${Object.keys(methodTable).join(', ')}`,
    );
  });

  test.each(Object.keys(methodTable))('%s: an option that is undefined is one that was left out', (name) => {
    const entry = methodTable[name]!;
    const nothing = Object.fromEntries(Object.keys(entry.options).map((key) => [key, undefined]));
    const [method, plain] = [entry.create(nothing as never), entry.create({})];
    expect(method.recipe).toEqual(plain.recipe);
    const vitB16 = architectures['ViT-B/16'];
    expect(countTrainable(method, vitB16)).toEqual(countTrainable(plain, vitB16));
  });

  test('what is no recipe is refused', () => {
    for (const junk of [null, 'dsra', {}, { method: 3 }, { combine: null }, { combine: { a: {} } }]) {
      expect(() => methodFrom(junk)).toThrow('this describes no method');
    }
  });
});

describe('the defaults that the table tells', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  const { text, vision } = methodConfig;
  /** Room for DsRA's 50 columns and PromptSRC's longest sentence. */
  const config = {
    ...methodConfig,
    text: { ...text, width: 52, contextLength: 77 },
    vision: { ...vision, width: 54 },
  };

  /** Losses and gradients at the start, and the weights of some epochs. */
  async function behaviour(method: Method): Promise<number[]> {
    const seen: number[] = [0, 4, 20, 49].map((epoch) => method.average?.(epoch, 50) ?? 1);
    if (!method.parameters) return seen;
    await withClip((clip) => {
      const { run, params, release } = fresh(method, clip);
      const batch = smallBatch();
      const { losses, gradients } = flatGradients(run, params, batch);
      seen.push(...losses, ...gradients);
      releaseBatch(batch);
      release();
    }, config);
    return seen;
  }

  test.each(Object.keys(methodTable))('are those that %s has without options', async (name) => {
    const { options } = methodTable[name]!;
    const told = Object.fromEntries(
      Object.entries(options).flatMap(([key, option]) =>
        option.default === undefined ? [] : [[key, option.default] as [string, Json]],
      ),
    );
    const stated = methodNamed(name, told);
    expect(Object.keys((stated.recipe as { options: object }).options)).toEqual(Object.keys(told));
    expect(await behaviour(stated)).toEqual(await behaviour(methodNamed(name)));
  });
});

describe('options are checked, all at once, in one line', () => {
  test.each<[string, unknown, string]>([
    ['dsra', { rank: 0 }, 'dsra: rank must be a whole number above 0'],
    ['dsra', { rank: '4' }, 'dsra: rank must be a whole number above 0'],
    [
      'dsra',
      { rank: 1.5, sites: [] },
      'dsra: rank must be a whole number above 0; sites must be a list of "attention" and "feedForward"',
    ],
    ['dsra', { sites: ['mab'] }, 'dsra: sites must be a list of "attention" and "feedForward"'],
    [
      'dsra',
      { ranks: 4 },
      'dsra: has no option ranks; its options are: rank, sites, coefficients, pairing, template',
    ],
    ['dsra', { template: 'a photo' }, 'dsra: template must be a text with {} in it'],
    ['zeroShot', { template: [] }, 'zeroShot: template must be a text with {} in it, or a list of such'],
    ['zeroShot', 7, 'zeroShot: the options must be an object'],
  ])('%s %j', (name, options, message) => {
    expect(() => methodNamed(name, options)).toThrow(message);
  });

  test('what passes is used', () => {
    expect(
      methodNamed('dsra', { rank: 4, sites: ['attention'], pairing: { text: [0, null], vision: [0, 0] } })
        .recipe,
    ).toEqual({
      method: 'dsra',
      options: { rank: 4, sites: ['attention'], pairing: { text: [0, null], vision: [0, 0] } },
    });
    expect(methodNamed('zeroShot', { template: ['a {}.'] }).recipe).toEqual(
      zeroShot({ template: ['a {}.'] }).recipe,
    );
  });
});
