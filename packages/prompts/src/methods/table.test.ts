import { describe, expect, test } from '@jest/globals';
import type { ClipConfig } from '@dsra/clip';
import { countTrainable } from '../countTrainable';
import { dsra } from './dsra';
import { methodFrom, methodName, methodNamed, methodTable } from './table';
import { zeroShot } from './zeroShot';

const tower = { layers: 12, activation: 'quickGelu', layerNormEpsilon: 1e-5 } as const;
const vitB16: ClipConfig = {
  embeddingWidth: 512,
  text: { ...tower, width: 512, heads: 8, feedForwardWidth: 2048, vocabularySize: 49408, contextLength: 77 },
  vision: { ...tower, width: 768, heads: 12, feedForwardWidth: 3072, imageSize: 224, patchSize: 16 },
};

describe('counting from the architecture alone', () => {
  test.each([
    ['the paper’s: one r per layer', dsra(), 128_600],
    [
      'one r per layer and block kind',
      dsra({ coefficients: { acrossTowers: 'shared', acrossSites: 'separate' } }),
      129_200,
    ],
    ['MAB only', dsra({ sites: ['attention'] }), 64_600],
    ['FNB only', dsra({ sites: ['feedForward'] }), 64_600],
    [
      'nothing shared but M',
      dsra({ coefficients: { acrossTowers: 'separate', acrossSites: 'separate' } }),
      130_400,
    ],
    ['zero-shot', zeroShot(), 0],
  ])('ViT-B/16, %s', (_name, method, total) => {
    expect(countTrainable(method, vitB16).total).toBe(total);
  });

  test('by part', () => {
    expect(countTrainable(dsra(), vitB16).byPart).toEqual({
      'projection.text.attention': 25_600,
      'projection.text.feedForward': 25_600,
      'projection.vision.attention': 38_400,
      'projection.vision.feedForward': 38_400,
      coefficients: 600,
    });
  });

  test('towers of unequal depth need a pairing', () => {
    const vitL: ClipConfig = { ...vitB16, vision: { ...vitB16.vision, layers: 24, width: 1024 } };
    expect(() => countTrainable(dsra(), vitL)).toThrow('give the option pairing');
  });
});

describe('methods by name', () => {
  test.each(['dsra', 'DSRA', 'DsRA'])('%s', (written) => {
    expect(methodName(written)).toBe('dsra');
  });
  test.each(['zeroShot', 'zero-shot', 'ZEROSHOT', 'zero_shot'])('%s', (written) => {
    expect(methodName(written)).toBe('zeroShot');
  });
  test('an unknown one is refused with the names that there are', () => {
    expect(() => methodNamed('coprompt')).toThrow('there is no method "coprompt"; there are: zeroShot, dsra');
  });

  test('the defaults that the table tells are those that a method without options has', () => {
    for (const [name, { options }] of Object.entries(methodTable)) {
      const defaults = Object.fromEntries(
        Object.entries(options).flatMap(([key, option]) =>
          'default' in option ? [[key, option.default]] : [],
        ),
      );
      const stated = methodNamed(name, defaults);
      expect(countTrainable(stated, vitB16)).toEqual(countTrainable(methodNamed(name), vitB16));
    }
  });

  test('what is no recipe is refused', () => {
    for (const junk of [null, 'dsra', {}, { method: 3 }, { combine: null }, { combine: { a: {} } }]) {
      expect(() => methodFrom(junk)).toThrow('this describes no method');
    }
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
