import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MASKED, textLayout } from './textLayout';

const START = 98;
const END = 99;
const prompts = fc
  .tuple(
    fc.array(fc.nat(50), { maxLength: 6 }),
    fc.array(fc.array(fc.nat(50), { maxLength: 12 }), { minLength: 1, maxLength: 60 }),
  )
  .map(([shared, rest]) => rest.map((ids) => [START, ...shared, ...ids, END]));

describe('the layout of the text tower', () => {
  test('holds every token of every prompt, the shared prefix once', () => {
    fc.assert(
      fc.property(prompts, (ids) => {
        const layout = textLayout(ids);
        const taken = new Set<number>();
        ids.forEach((row, prompt) => {
          row.forEach((id, position) => {
            const at = layout.rowOf(prompt, position);
            expect([layout.ids[at], layout.positions[at]]).toEqual([id, position]);
            if (position >= layout.prefix) expect(taken.has(at)).toBe(false);
            taken.add(at);
          });
          expect(layout.endRows[prompt]).toBe(layout.rowOf(prompt, row.length - 1));
        });
      }),
    );
  });

  test('lets a suffix token see its own prompt up to itself, and nothing else', () => {
    fc.assert(
      fc.property(prompts, (ids) => {
        const { prefix, blocks, blockLength, blockMask, rowOf } = textLayout(ids);
        const promptOf = new Map<number, [prompt: number, position: number]>();
        ids.forEach((row, prompt) => {
          for (let p = prefix; p < row.length; p++) promptOf.set(rowOf(prompt, p) - prefix, [prompt, p]);
        });
        for (let row = 0; row < blocks * blockLength; row++) {
          const block = Math.floor(row / blockLength);
          for (let column = 0; column < blockLength; column++) {
            const asking = promptOf.get(row);
            const asked = promptOf.get(block * blockLength + column);
            const sees = asking
              ? asked !== undefined && asked[0] === asking[0] && asked[1] <= asking[1]
              : column === row % blockLength;
            expect(blockMask[row * blockLength + column]).toBe(sees ? 0 : MASKED);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('100 classes behind “a photo of a” take a twentieth of the rows that padding to 77 takes', () => {
    const ids = Array.from({ length: 100 }, (_, i) => [
      START,
      1,
      2,
      3,
      4,
      5 + (i % 40),
      ...(i % 3 ? [i] : []),
      45,
      END,
    ]);
    const { prefix, blocks, blockLength } = textLayout(ids);
    expect(prefix).toBe(5);
    expect(prefix + blocks * blockLength).toBeLessThan(0.06 * 100 * 77);
  });

  test('stops sharing where it is told to', () => {
    expect(
      textLayout(
        [
          [START, 1, 2, END],
          [START, 1, 2, END],
        ],
        2,
      ).prefix,
    ).toBe(2);
    expect(textLayout([[START, 1, 2, END]]).prefix).toBe(3);
  });
});
