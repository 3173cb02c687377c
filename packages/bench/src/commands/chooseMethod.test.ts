import { describe, expect, test } from '@jest/globals';
import { architectures, type ClipConfig } from '@dsra/clip';
import { countTrainable } from '@dsra/prompts';
import { chooseMethod } from './chooseMethod';
import type { MethodOptions } from './methodOptions';
import { setting } from './settings';

const wide = architectures['ViT-B/16'];
const small: ClipConfig = { ...wide, vision: { ...wide.vision, width: 192 } };

type Asked = Partial<Omit<MethodOptions, 'set'>> & { readonly set?: readonly string[] };

const chosen = ({ set = [], ...asked }: Asked) =>
  chooseMethod({
    method: 'dsra',
    protocol: 'fewShot',
    ...asked,
    set: set.reduce<ReturnType<typeof setting>>((before, text) => setting(text, before), []),
  });
const recipeOf = (asked: Asked, config = wide) => chosen(asked).on(config).recipe;

test('one method is itself, several are a combination under their names', () => {
  expect(recipeOf({ method: 'PROMPT-SRC' })).toEqual({ method: 'promptSrc', options: {} });
  expect(recipeOf({ method: 'promptsrc', with: ['DsRA'] })).toEqual({
    combine: {
      promptSrc: { method: 'promptSrc', options: {} },
      dsra: { method: 'dsra', options: { rank: 50 } },
    },
  });
});

test.each<[Asked, number]>([
  [{ method: 'coOpStar' }, 29_696],
  [{ method: 'mapleStar' }, 797_184],
  [{ method: 'maple' }, 3_555_072],
  [{}, 128_600],
  [{ method: 'dsraPromptSrc' }, 174_680],
  [{ method: 'promptSrc', with: ['dsra'] }, 174_680],
  [{ method: 'promptSrc', with: ['dsra'], sites: ['attention'] }, 110_680],
  [{ method: 'dsraPromptSrc', sites: ['feedForward'] }, 110_680],
])('%j trains %d parameters on ViT-B/16, as published', (asked, parameters) => {
  expect(countTrainable(chosen(asked).on(wide), wide).total).toBe(parameters);
});

describe('options', () => {
  test("what is asked for counts more than the paper's in the protocol", () => {
    const asked: Asked = { method: 'promptSrc', protocol: 'baseToNew' };
    expect(recipeOf(asked)).toMatchObject({ options: { averageMean: 15, averageDeviation: 1 } });
    expect(recipeOf({ ...asked, set: ['averageMean=7'] })).toMatchObject({
      options: { averageMean: 7, averageDeviation: 1 },
    });
  });

  test('a value is JSON where it reads as JSON, else a text; it goes to the method that has the option', () => {
    const set = ['textDepth=3', 'words=an image', 'dsra.sites=["attention"]', 'PROMPTSRC.imageWeight=1'];
    expect(recipeOf({ method: 'promptSrc', with: ['dsra'], set })).toEqual({
      combine: {
        promptSrc: { method: 'promptSrc', options: { textDepth: 3, words: 'an image', imageWeight: 1 } },
        dsra: { method: 'dsra', options: { rank: 50, sites: ['attention'] } },
      },
    });
  });

  test('a small model has what the table says for small ones, unless it is asked otherwise', () => {
    const average = { averageMean: 15, averageDeviation: 1 };
    for (const [method, more] of Object.entries({ dsra: {}, dsraPromptSrc: average })) {
      expect(recipeOf({ method }, small)).toEqual({ method, options: { rank: 16, ...more } });
      expect(recipeOf({ method, rank: 3 }, small)).toEqual({ method, options: { rank: 3, ...more } });
    }
    expect(recipeOf({}, wide)).toEqual({ method: 'dsra', options: { rank: 50 } });
    expect(recipeOf({ method: 'dsraPromptSrc' }, wide)).toEqual({ method: 'dsraPromptSrc', options: {} });
    expect(recipeOf({ method: 'coOp' }, small)).toEqual({ method: 'coOp', options: {} });
  });

  test('--template is the sentence of the method that has one', () => {
    const template = 'a {} texture.';
    expect(recipeOf({ method: 'vpt', template })).toMatchObject({ options: { template } });
    expect(recipeOf({ template })).toMatchObject({ options: { template } });
  });

  test('towers of unequal depth are paired, or read coefficients of their own', () => {
    const deep = { ...wide, vision: { ...wide.vision, layers: 24 } };
    for (const asked of [{}, { method: 'promptSrc', with: ['dsra'] }, { pairing: 'layers' as const }])
      expect(() => chosen(asked).on(deep)).toThrow('add --pairing proportional or --coefficients separate');
    expect(recipeOf({ pairing: 'proportional' }, deep)).toHaveProperty('options.pairing.vision.length', 24);
    expect(recipeOf({ coefficients: 'separate' }, deep)).toHaveProperty('options.coefficients', {
      acrossTowers: 'separate',
      acrossSites: 'shared',
    });
    expect(recipeOf({ method: 'maple' }, deep)).toEqual({ method: 'maple', options: {} });
  });
});

describe('what cannot be is refused before there is a model', () => {
  test.each<[Asked, string]>([
    [{ method: 'coprompt' }, 'there is no method "coprompt"; there are: zeroShot, coOp'],
    [{ with: ['coprompt'] }, 'there is no method "coprompt"'],
    [{ method: 'promptSrc', with: ['PromptSRC'] }, 'promptSrc is asked for twice'],
    [{ with: ['zeroShot'] }, 'zeroShot learns nothing, so it adds nothing to other methods'],
    [{ method: 'promptSrc', with: ['coOp'] }, 'promptSrc and coOp cannot be combined'],
    [
      { method: 'coOp', rank: 4 },
      '--rank: there is no option rank here: coOp has contextTokens, words, classNameAt, perClass; rank is an option of dsra',
    ],
    [{ method: 'coOp', pairing: 'layers' }, '--pairing: there is no option pairing here'],
    [{ method: 'coOp', template: 'a {}.' }, '--template: there is no option template here'],
    [
      { method: 'promptSrc', with: ['dsra'], template: 'a {}.' },
      'promptSrc learns the words around the class names: leave the template out',
    ],
    [
      { method: 'promptSrc', set: ['depth=3'] },
      '--set depth=3: there is no option depth here: promptSrc has',
    ],
    [{ set: ['__proto__=1'] }, 'there is no option __proto__ here'],
    [{ set: ['rank=many'] }, 'dsra: rank must be a whole number above 0'],
    [{ set: ['maple.depth=3'] }, 'maple is not asked for, only dsra: add --with maple'],
    [{ set: ['nobody.depth=3'] }, 'there is no method "nobody"'],
    [{ rank: 2, set: ['rank=3'] }, 'dsra.rank is given twice, by --rank and --set rank=3'],
    [{ set: ['rank=3', 'dsra.rank=4'] }, 'dsra.rank is given twice'],
    [{ perSite: true, set: ['coefficients=1'] }, 'given twice, by --per-site and --set coefficients=1'],
    [
      { method: 'promptSrc', with: ['vpt'], set: ['visionTokens=3'] },
      'promptSrc and vpt have an option visionTokens: write --set promptSrc.visionTokens=… or --set vpt.visionTokens=…',
    ],
  ])('%j', (asked, message) => {
    expect(() => chosen(asked)).toThrow(message);
  });
});
