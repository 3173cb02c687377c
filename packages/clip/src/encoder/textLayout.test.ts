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
            const at = layout.rowOf(prompt, position, 0);
            expect([layout.ids[at], layout.positions[at]]).toEqual([id, position]);
            if (position >= layout.prefix) expect(taken.has(at)).toBe(false);
            taken.add(at);
          });
          expect(layout.endRows[prompt]).toBe(layout.rowOf(prompt, row.length - 1, 0));
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
          for (let p = prefix; p < row.length; p++) promptOf.set(rowOf(prompt, p, 0) - prefix, [prompt, p]);
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

  test('repeats every prompt for each group: all prefixes first, then all suffixes', () => {
    fc.assert(
      fc.property(prompts, fc.integer({ min: 2, max: 4 }), (ids, groups) => {
        const [one, many] = [textLayout(ids), textLayout(ids, { groups })];
        expect(many.ids).toHaveLength(groups * one.ids.length);
        expect(many.endRows).toHaveLength(groups * ids.length);
        expect(many.blockMask).toEqual(one.blockMask);
        const taken = new Map<number, number>();
        for (let group = 0; group < groups; group++) {
          ids.forEach((row, prompt) => {
            expect(many.endRows[group * ids.length + prompt]).toBe(many.rowOf(prompt, row.length - 1, group));
            row.forEach((id, position) => {
              const at = many.rowOf(prompt, position, group);
              expect([many.ids[at], many.positions[at]]).toEqual([id, position]);
              expect(taken.get(at) ?? group).toBe(group);
              taken.set(at, group);
              expect(at < groups * many.prefix).toBe(position < many.prefix);
            });
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  test('takes longer blocks where fewer rows stay empty', () => {
    // 20 tokens behind the start token: 32 rows hold one prompt, 40 hold two.
    const ids = Array.from({ length: 10 }, (_, i) => [START, i, ...Array<number>(18).fill(1), END]);
    expect(textLayout(ids)).toMatchObject({ prefix: 1, blocks: 5, blockLength: 40 });
  });

  test('stops sharing where it is told to', () => {
    expect(
      textLayout(
        [
          [START, 1, 2, END],
          [START, 1, 2, END],
        ],
        { sharedUpTo: 2 },
      ).prefix,
    ).toBe(2);
    expect(textLayout([[START, 1, 2, END]]).prefix).toBe(3);
  });
});
