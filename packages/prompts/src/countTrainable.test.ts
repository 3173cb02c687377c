import { describe, expect, test } from '@jest/globals';
import { architectures } from '@dsra/clip';
import { combine } from './combine';
import { countTrainable } from './countTrainable';
import type { Method } from './method';
import { clipAdapter } from './methods/clipAdapter';
import { coCoOp } from './methods/coCoOp';
import { coOp } from './methods/coOp';
import { coOpStar } from './methods/coOpStar';
import { dsra } from './methods/dsra';
import { dsraPromptSrc } from './methods/dsraPromptSrc';
import { ivlp } from './methods/ivlp';
import { kgCoOp } from './methods/kgCoOp';
import { maple } from './methods/maple';
import { mapleStar } from './methods/mapleStar';
import { proGrad } from './methods/proGrad';
import { promptSrc } from './methods/promptSrc';
import { vpt } from './methods/vpt';
import { zeroShot } from './methods/zeroShot';

const vitB16 = architectures['ViT-B/16'];
const separate = { acrossTowers: 'separate', acrossSites: 'separate' } as const;

/** What the papers, or their code, count on ViT-B/16. */
const prompts: [name: string, method: Method, total: number][] = [
  ['CoOp, 16 random vectors', coOp(), 8_192],
  ['CoOp, from four words', coOp({ words: 'a photo of a' }), 2_048],
  ['CoOp, words win over class-specific', coOp({ words: 'a photo of a', perClass: true }), 2_048],
  ['CoOp*', coOpStar(), 29_696],
  ['CoCoOp', coCoOp(), 35_360],
  ['VPT, deep', vpt(), 73_728],
  ['VPT, shallow', vpt({ visionDepth: 1 }), 6_144],
  ['IVLP', ivlp(), 30_720],
  ['MaPLe', maple(), 3_555_072],
  ['MaPLe, three blocks', maple({ depth: 3 }), 1_185_024],
  ['MaPLe*', mapleStar(), 797_184],
  ['KgCoOp', kgCoOp(), 2_048],
  ['ProGrad', proGrad(), 8_192],
  ['PromptSRC', promptSrc(), 46_080],
  ['PromptSRC, three blocks', promptSrc({ textDepth: 3, visionDepth: 3 }), 15_360],
  ['CLIP-Adapter', clipAdapter(), 131_072],
];

describe('counting from the architecture alone, on ViT-B/16', () => {
  test.each<[string, Method, number]>([
    ...prompts,
    ['zero-shot', zeroShot(), 0],
    ['DsRA, the paper’s: one r per layer', dsra(), 128_600],
    [
      'DsRA, one r per layer and block kind',
      dsra({ coefficients: { acrossTowers: 'shared', acrossSites: 'separate' } }),
      129_200,
    ],
    ['DsRA, MAB only', dsra({ sites: ['attention'] }), 64_600],
    ['DsRA, FNB only', dsra({ sites: ['feedForward'] }), 64_600],
    ['DsRA, nothing shared but M', dsra({ coefficients: separate }), 130_400],
    ['DsRA with PromptSRC', dsraPromptSrc(), 174_680],
    ['DsRA with PromptSRC, MAB only', dsraPromptSrc({ sites: ['attention'] }), 110_680],
    ['DsRA with PromptSRC, FNB only', dsraPromptSrc({ sites: ['feedForward'] }), 110_680],
  ])('%s', (_name, method, total) => {
    expect(countTrainable(method, vitB16).total).toBe(total);
  });

  test.each(prompts)('%s: DsRA adds what it has alone', (_name, method, total) => {
    expect(countTrainable(combine({ dsra: dsra(), method }), vitB16).total).toBe(128_600 + total);
  });

  test('vectors of each class’s own count for each class, all others once', () => {
    const counted = (method: Method, classes: number) => countTrainable(method, vitB16, { classes }).total;
    expect(counted(coOp({ perClass: true }), 1)).toBe(8_192);
    expect(counted(coOp({ perClass: true }), 102)).toBe(102 * 8_192);
    for (const [, method, total] of prompts) expect(counted(method, 102)).toBe(total);
  });

  test('by part', () => {
    expect(countTrainable(dsra(), vitB16).byPart).toEqual({
      'projection.text.attention': 25_600,
      'projection.text.feedForward': 25_600,
      'projection.vision.attention': 38_400,
      'projection.vision.feedForward': 38_400,
      coefficients: 600,
    });
    expect(countTrainable(combine({ it: maple() }), vitB16).byPart).toEqual({
      'it.text': 9 * 2 * 512,
      'it.coupling.kernel': 9 * 512 * 768,
      'it.coupling.bias': 9 * 768,
    });
  });
});

test('towers of unequal depth need a pairing', () => {
  expect(() => countTrainable(dsra(), architectures['ViT-L/14'])).toThrow('give the option pairing');
});

test('deep prompts go no further than the towers do', () => {
  const vitL14 = architectures['ViT-L/14'];
  expect(countTrainable(ivlp({ textDepth: 99, visionDepth: 99 }), vitL14).total).toBe(
    2 * (12 * 768 + 24 * 1024),
  );
});
