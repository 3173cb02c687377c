import { expect, test } from '@jest/globals';
import { madeUp, smallCell } from '../../../../../test/support/gridCells';
import { memoryIo } from '../../terminal/memoryIo';
import { failed, unitsOf } from '../running/unit';
import { cellWords, resultWords } from './cellWords';
import { gridProgress } from './gridProgress';
import { timeLeft } from './timeLeft';

const cells = [1, 2].map((seed) => smallCell({ seed }));
const units = unitsOf(cells);

function shown(isTTY: boolean): string {
  const io = memoryIo();
  const progress = gridProgress({ ...io.stderr, isTTY }, { total: 3, jobs: 1 });
  progress.onStart!(1, units);
  progress.onUnit!(units[0]!);
  progress.onProgress!(units[0]!, 0.5);
  progress.onRecord!(madeUp(cells[0]!).record);
  progress.onUnit!(units[1]!);
  progress.onRecord!(failed(cells[1]!, 'no memory').record);
  progress.stop();
  return io.err();
}

test('in a pipe: a line at the start and one for each cell, with the time left', () => {
  expect(shown(false).split('\n')).toEqual([
    '3 cells: 1 known, 2 to compute in 2 trainings',
    '[2/3] fewShot embedded/textures dsra, 1 shot, seed 1: accuracy 50.0 %; 2.0 s; 2.0 s left',
    '[3/3] fewShot embedded/textures dsra, 1 shot, seed 2: FAILED: no memory; 0 ms; 0 ms left',
    '',
  ]);
});

/** Up so many lines, and everything below away. */
const moved = new RegExp(String.raw`^\u001b\[(\d+)A\u001b\[0J(.*)$`, 'u');

test('in a terminal: what is under way below, drawn again in place, and nothing of it left in the end', () => {
  const text = shown(true);
  expect(text).toContain('2 of 3 cells done; 2.0 s left\n');
  // Played back: only the lines that stay.
  const screen: string[] = [];
  for (const line of text.split('\n')) {
    const [, up, rest] = moved.exec(line) ?? [];
    if (up !== undefined) screen.length -= Number(up);
    screen.push(rest ?? line);
  }
  expect(screen.join('\n')).toBe(shown(false));
});

test('a cell and its result in words', () => {
  expect(cellWords(smallCell({ protocol: 'rank', variant: 'rank 4', shots: 16 }))).toBe(
    'rank embedded/textures dsra (rank 4), 16 shots, seed 1',
  );
  expect(cellWords(smallCell({ method: 'zeroShot' }))).toBe('fewShot embedded/textures zeroShot');
  const { record } = madeUp(cells[0]!, { base: 0.5, new: null, picturesPerSecond: 3 });
  expect(resultWords(record)).toBe('base 50.0 %, new not possible');
});

test('time left: by each method’s own speed, where it was seen; not less than the longest cell', () => {
  const [slow, fast] = [smallCell({ method: 'coCoOp' }), smallCell({ method: 'clipAdapter' })];
  const clock = timeLeft();
  const rest = [slow, slow, fast].map((cell) => ({ cell, done: 0 }));
  expect(clock.for(rest, 1)).toBeUndefined();
  clock.took(slow, 8);
  clock.took(fast, 2);
  expect(clock.for(rest, 1)).toBeCloseTo(18);
  expect(clock.for(rest, 2)).toBeCloseTo(9);
  expect(clock.for(rest, 100)).toBeCloseTo(8);
  expect(clock.for([{ cell: slow, done: 0.75 }], 1)).toBeCloseTo(2);
  expect(clock.for([{ cell: smallCell(), done: 0 }], 1)).toBeCloseTo(5);
});

test('time left: a set with more classes takes longer; failures say nothing of it', () => {
  const clock = timeLeft();
  const small = smallCell({ dataSet: 'euroSat', shots: 16, epochs: 50 });
  const large = smallCell({ dataSet: 'sun397', shots: 16, epochs: 50 });
  clock.took(small, 10);
  expect(clock.for([{ cell: large, done: 0 }], 1)).toBeGreaterThan(200);

  const io = memoryIo();
  const progress = gridProgress(io.stderr, { total: 2, jobs: 1 });
  progress.onStart!(0, units);
  progress.onRecord!(failed(cells[0]!, 'no memory').record);
  progress.stop();
  expect(io.err()).toContain('FAILED: no memory; 0 ms; time left unknown\n');
});

test('of what others have written a part of, the rest is under way, and nothing is in the end', () => {
  const io = memoryIo();
  const progress = gridProgress({ ...io.stderr, isTTY: true }, { total: 2, jobs: 1 });
  const both = smallCell({ protocol: 'placement', variant: 'both' });
  progress.onStart!(0, unitsOf([cells[0]!, both]));
  progress.onRecord!(madeUp(cells[0]!).record);
  progress.onUnit!(unitsOf([both])[0]!);
  progress.onRecord!(madeUp(both).record);
  progress.say('that was all');
  expect(io.err()).toMatch(/that was all\n2 of 2 cells done; 0 ms left\n$/u);
});

test('where others say how many are computed at a time, as many as were seen', () => {
  let now = 0;
  const clock = timeLeft(() => now);
  for (let i = 0; i < 4; i++) clock.took(cells[0]!, 10);
  now = 20;
  const rest = Array.from({ length: 4 }, () => ({ cell: cells[0]!, done: 0 }));
  expect(clock.for(rest, Infinity)).toBeCloseTo(20);
});
