import { expect, test } from '@jest/globals';
import { methodTable } from '@dsra/prompts';
import { withPlugIn } from '../grid/combination';
import { besideCombinations, seriesStyle, unstyledMethods } from './seriesStyle';

const names = Object.keys(methodTable);

/** What is left where colours cannot be seen. */
const inGrey = ({ shape, dash, width, hollow }: ReturnType<typeof seriesStyle>): string =>
  JSON.stringify([shape, dash, width, hollow]);

test('without colour every method has a shape of its own', () => {
  expect(unstyledMethods()).toEqual([]);
  expect(new Set(names.map((name) => seriesStyle(name).shape)).size).toBe(names.length);
});

test('without colour a method and its combination with DsRA differ in marker and in line', () => {
  for (const host of names) {
    const both = [host, withPlugIn(host)];
    if (both[0] === both[1]) continue;
    const [alone, combined] = both.map((name) => besideCombinations(name, both));
    expect(inGrey(alone!)).not.toBe(inGrey(combined!));
    expect([alone!.hollow, combined!.hollow]).toEqual([true, false]);
    expect(alone!.dash).not.toEqual(combined!.dash);
  }
});
