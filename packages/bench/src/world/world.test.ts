import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mersenneTwister } from '@dsra/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { caption } from './caption/caption';
import { colourSynonyms, patternAdjectives, patternNouns, plural, shapeSynonyms } from './caption/words';
import { compose } from './compose';
import { contactSheet } from './contactSheet';
import { drawScene, PICTURE_SIDE } from './drawScene';
import { factsOf, holds } from './facts';
import { colourNames } from './paint/colour';
import { patternNames } from './paint/patterns';
import { sampleDescription } from './sampleDescription';
import { shapeNames, shapes } from './shapes/shapes';
import { drawTask, type DrawnExample } from './tasks/drawTask';
import { shifts } from './tasks/shifts';
import { tasks } from './tasks/tasks';
import { writeTask } from './tasks/writeTask';

const all = [...tasks, ...Object.values(shifts)];
const task = (name: string) => all.find((candidate) => candidate.name === name)!;

describe('drawing', () => {
  const draw = (seed: number) => {
    const random = mersenneTwister(seed);
    return drawScene(compose(sampleDescription(random), random)).data;
  };

  test('is decided by the seed', () => {
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  test.each(shapeNames)('%s lies within its circle and has an inside', (name) => {
    const shape = shapes[name];
    let inside = 0;
    for (let x = -1.5; x <= 1.5; x += 0.05) {
      for (let y = -1.5; y <= 1.5; y += 0.05) {
        if (shape(x, y) >= 0) continue;
        inside++;
        expect(Math.hypot(x, y)).toBeLessThan(1.2);
      }
    }
    expect(inside).toBeGreaterThan(60);
  });
});

describe('captions', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });
  const drawn = (seed: number) => {
    const random = mersenneTwister(seed);
    const description = sampleDescription(random);
    return { facts: factsOf(description), ...caption(description, random) };
  };

  test('claim only what is there', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { claims, facts } = drawn(seed);
        return holds(claims, facts);
      }),
    );
  });

  const wordsOf = (value: string, kind: string): string[] => {
    if (kind === 'colour') return [value, ...(colourSynonyms[value as keyof typeof colourSynonyms] ?? [])];
    if (kind === 'pattern') {
      return [
        ...patternAdjectives[value as keyof typeof patternAdjectives],
        patternNouns[value as 'striped'],
      ];
    }
    const names = [value, ...(shapeSynonyms[value as keyof typeof shapeSynonyms] ?? [])];
    return [...names, ...names.map(plural)];
  };

  test.each([
    ['colour', colourNames],
    ['pattern', patternNames],
    ['shape', shapeNames],
  ] as const)('name no other %s', (kind, values) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { facts, text } = drawn(seed);
        const words = text.replace('.', '').split(' ');
        const known = JSON.stringify(facts);
        return values
          .filter((value) => !known.includes(`:${value}"`))
          .filter((value) => !ambiguous.has(value))
          .every((value) => wordsOf(value, kind).every((word) => !words.includes(word)));
      }),
    );
  });

  // "a circle of stars", "with white rings", "with red lines": words that also say something else.
  const ambiguous = new Set(['circle', 'ring', 'ringed', 'wavy', 'grid']);

  test('of one picture are mostly false of another', () => {
    const pairs = Array.from({ length: 60 }, (_, seed) => drawn(seed));
    const true_ = pairs.flatMap(({ claims }, i) =>
      pairs.filter(({ facts }, j) => i !== j && holds(claims, facts)),
    );
    expect(true_.length).toBeLessThan(0.05 * pairs.length ** 2);
  });
});

describe('tasks', () => {
  test.each(all)(
    '$name has its classes, and every class its own pictures',
    ({ classNames, draw, template }) => {
      expect(new Set(classNames).size).toBe(classNames.length);
      expect(classNames.length).toBeGreaterThanOrEqual(8);
      expect(template).toContain('{}');
      const pictures = classNames.map((_, label) => drawScene(draw(label, mersenneTwister(1))).data.join());
      expect(new Set(pictures).size).toBe(classNames.length);
    },
  );

  test('draw train and test pictures apart, and the first of many alike', () => {
    const few = drawTask(task('objects'), { split: 'train', perClass: 1, seed: 1 });
    const more = drawTask(task('objects'), { split: 'train', perClass: 2, seed: 1 });
    expect(more.filter((_, i) => i % 2 === 0)).toEqual(few);
    const others = drawTask(task('objects'), { split: 'test', perClass: 1, seed: 1 });
    expect(others.map(({ image }) => image.data)).not.toEqual(few.map(({ image }) => image.data));
  });

  test('can be learned: the nearest class mean in pixels beats chance', () => {
    const above = task('from-above');
    const train = drawTask(above, { split: 'train', perClass: 8, seed: 1 });
    const tested = drawTask(above, { split: 'test', perClass: 8, seed: 1 });
    const means = above.classNames.map((_, label) =>
      mean(train.filter((example) => example.label === label)),
    );
    const right = tested.filter(({ image, label }) => nearest(image.data, means) === label).length;
    expect(right / tested.length).toBeGreaterThan(2 / above.classNames.length);
  });

  const mean = (examples: readonly DrawnExample[]): number[] =>
    Array.from({ length: PICTURE_SIDE ** 2 * 3 }, (_, i) =>
      examples.reduce((sum, { image }) => sum + image.data[i]! / examples.length, 0),
    );

  const nearest = (data: Uint8Array, means: readonly number[][]): number => {
    const distances = means.map((centre) =>
      centre.reduce((sum, value, i) => sum + (value - data[i]!) ** 2, 0),
    );
    return distances.indexOf(Math.min(...distances));
  };
});

describe('a task on disk', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dsra-task-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('has a folder per class, and its files hold the drawn pixels', async () => {
    const options = { split: 'train', perClass: 2, seed: 5 } as const;
    const paths = await writeTask(task('from-above'), folder, options);
    expect(await readdir(folder)).toEqual([...task('from-above').classNames].sort());
    expect(paths.slice(0, 2)).toEqual(['desert/001.png', 'desert/002.png']);
    const [first] = drawTask(task('from-above'), options);
    const { data, info } = await sharp(await readFile(join(folder, paths[0]!)))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: PICTURE_SIDE, height: PICTURE_SIDE, channels: 3 });
    expect(new Uint8Array(data)).toEqual(first!.image.data);
  });
});

test('a contact sheet holds every picture', () => {
  const picture = (value: number) => ({ width: 2, height: 2, data: new Uint8Array(12).fill(value) });
  const sheet = contactSheet([picture(1), picture(2), picture(3)], 2, 1);
  expect([sheet.width, sheet.height]).toEqual([6, 6]);
  const at = (x: number, y: number) => sheet.data[3 * (y * sheet.width + x)];
  expect([at(0, 0), at(3, 0), at(0, 3), at(2, 0)]).toEqual([1, 2, 3, 225]);
});
