import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { counted, duration, percent, thousands } from './figures';
import { createOutput } from './output';
import { memoryIo } from './memoryIo';
import { createProgress } from './progress';
import { shellLine } from './shellLine';
import { table } from './table';

test('figures as people read them', () => {
  expect([percent(0.8734), percent(1), percent(0)]).toEqual(['87.3 %', '100.0 %', '0.0 %']);
  expect([thousands(128600), counted(1, 'class', 'classes'), counted(1200, 'picture')]).toEqual([
    '128,600',
    '1 class',
    '1,200 pictures',
  ]);
  expect([0.4, 999, 1000, 99_940, 99_960, 200_000, 3_599_999].map(duration)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '99.9 s',
    '1 min 40 s',
    '3 min 20 s',
    '60 min 0 s',
  ]);
});

test('a table has numbers to the right and words to the left', () => {
  expect(
    table([
      ['name', 'count'],
      ['a', '7'],
      ['longer', '1,200'],
    ]),
  ).toEqual(['name    count', 'a           7', 'longer  1,200']);
  expect(table([])).toEqual([]);
});

test('a shell reads a line as the words that it was made of', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\0\n\r]/u.test(text));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const read = execFileSync('sh', ['-c', `printf '%s\\n' ${shellLine(words)}`], { encoding: 'utf8' });
      expect(read).toBe(`${words.join('\n')}\n`);
    }),
    { numRuns: 30 },
  );
  expect(shellLine(['dsra', 'fit', "it's here", './a-b'])).toBe(`dsra fit 'it'\\''s here' ./a-b`);
});

describe('output', () => {
  const said = (json: boolean) => {
    const io = memoryIo();
    const out = createOutput(io, { json });
    out.line('answer');
    out.note('remark');
    out.json({ answer: 1 });
    return [io.out(), io.err()];
  };

  test('for people: answers on stdout, remarks on stderr', () => {
    expect(said(false)).toEqual(['answer\n', 'remark\n']);
  });

  test('for machines: one JSON value on stdout, all words on stderr', () => {
    expect(said(true)).toEqual(['{\n  "answer": 1\n}\n', 'answer\nremark\n']);
  });
});

describe('progress', () => {
  test('in a pipe says nothing about what is over in a moment', () => {
    const io = memoryIo();
    const progress = createProgress(io.stderr, { label: 'looking', total: 3 });
    for (const done of [1, 2, 3]) progress.update(done);
    progress.stop();
    expect(io.err()).toBe('');
  });

  test('in a terminal is a bar that is cleared in the end', () => {
    const io = memoryIo();
    const progress = createProgress({ ...io.stderr, isTTY: true }, { label: 'training', total: 4 });
    progress.update(2, 'half of it');
    progress.stop();
    expect(io.err()).toContain('50%  half of it');
    expect(io.err().endsWith('\u001b[2K')).toBe(true);
  });
});
