import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { smallGrid } from '../../../../test/support/smallGrid';
import { type SyntheticResults, syntheticResults } from '../../../../test/support/syntheticResults';
import { cellId } from '../grid/cell';
import { memoryIo } from '../terminal/memoryIo';
import { run } from './run';

let here: SyntheticResults;
let out: string;
beforeEach(async () => {
  here = await syntheticResults();
  out = path.join(here.folder, 'report');
});
afterEach(() => here.remove());

const text = (name: string): Promise<string> => readFile(path.join(out, name), 'utf8');

async function dsra(...argv: string[]) {
  const io = memoryIo();
  const code = await run(['report', ...argv], io);
  return { code, out: io.out().replaceAll(here.folder, '…'), err: io.err().replaceAll(here.folder, '…') };
}

describe('a report', () => {
  const cells = smallGrid('fewShot', { methods: ['zeroShot', 'coOp', 'dsra'], shots: [4] });
  const fill = () =>
    here.fill(cells, {
      missing: ({ method, dataSet }) => method === 'coOp' && dataSet === 'embedded/textures',
      failed: ({ method, seed }) =>
        method === 'dsra' && seed === 2 ? 'term `x` is NaN at step 12' : undefined,
    });

  test('holes are said first, in the page, in Markdown, on the command line and in JSON', async () => {
    await fill();
    const { code, out: said, err } = await dsra(here.folder);
    expect(code).toBe(0);
    expect(said).toMatch(/^protocol +asked +done +missing +failed\nFew-shot classification +10 +6 +2 +2\n/u);
    expect(said).toContain('open …/report/report.html');
    expect(err).toBe(
      'failed: DsRA alone: textures (4 shots, seed 2); tropical-fish (4 shots, seed 2): term `x` is NaN at step 12\n' +
        'missing: CoOp: textures (4 shots, seeds 1 and 2)\n',
    );
    const html = await text('report.html');
    expect(html).toContain('Not complete. Averages over incomplete sets are marked †.');
    expect(html).toContain('6 of 10 cells done, 2 missing, 2 failed');
    expect(html).toContain('missing: CoOp: textures (4 shots, seeds 1 and 2)');
    expect(html).toMatch(/title="1 of 2 runs">\d+\.\d †</u);
    expect(await text('report.md')).toContain('missing: CoOp: textures (4 shots, seeds 1 and 2)');
    const { out: json } = await dsra(here.folder, '--json');
    expect(JSON.parse(json)).toMatchObject({
      folder: '…/report',
      protocols: [{ protocol: 'fewShot', asked: 10, done: 6, missing: 2, failed: 2 }],
    });
  });
});

describe('refusals', () => {
  test('a folder without results', async () => {
    expect(await dsra(path.join(here.folder, 'nowhere'))).toEqual({
      code: 2,
      out: '',
      err: 'error: …/nowhere holds no results of dsra bench: name its results folder\n',
    });
  });

  test.each([
    ['no JSON', '{"version": 1,'],
    ['another version', '{"version": 2}'],
    ['no record', '[]'],
  ])('a record that is %s is named, and no report is written', async (_, content) => {
    const cells = smallGrid('fewShot', { methods: ['coOp'], shots: [4] });
    await here.fill(cells);
    const name = `cells/${cellId(cells[0]!)}.json`;
    await writeFile(path.join(here.folder, name), content);
    const { code, err } = await dsra(here.folder);
    expect(code).toBe(2);
    expect(err).toContain(`error: …/${name} is no file of this benchmark’s results`.replace('’', "'"));
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(await readdir(here.folder)).not.toContain('report');
  });

  test('a folder of other files is not written into', async () => {
    await here.fill(smallGrid('fewShot', { methods: ['coOp'], shots: [4] }));
    await mkdir(out);
    await writeFile(path.join(out, 'thesis.txt'), 'mine');
    const { code, err } = await dsra(here.folder);
    expect([code, err]).toEqual([2, 'error: …/report holds other files: choose a new or an empty folder\n']);
    expect(await readdir(out)).toEqual(['thesis.txt']);
  });
});

test('what a killed report left is in nobody’s way', async () => {
  await here.fill(smallGrid('fewShot', { methods: ['coOp'], shots: [4] }));
  await mkdir(path.join(out, 'tables'), { recursive: true });
  await mkdir(path.join(out, 'figures'));
  await writeFile(path.join(out, '.report.html.0123456789ab.tmp'), '<!doc');
  await writeFile(path.join(out, 'tables', '.few-shot.csv.0123456789ab.tmp'), 'section');
  expect((await dsra(here.folder)).code).toBe(0);
  // Other hidden files are somebody's.
  const other = path.join(here.folder, 'other');
  await mkdir(other);
  await writeFile(path.join(other, '.bashrc'), 'mine');
  expect((await dsra(here.folder, '--out', other)).code).toBe(2);
});

test('two models: each with its holes', async () => {
  const of = (model: string) => smallGrid('fewShot', { model, methods: ['dsra'], shots: [4] });
  await here.fill([...of('./one'), ...of('./other')], { missing: ({ seed }) => seed === 2 });
  const { out: said, err } = await dsra(here.folder);
  expect(said).toContain('Few-shot classification (./other)');
  expect(err.split('\n')).toContain(
    './other: missing: DsRA alone: textures (4 shots, seed 2); tropical-fish (4 shots, seed 2)',
  );
  expect(await text('report.html')).toContain('<b>Few-shot classification (./one)</b>: 2 of 4 cells done');
});

test('--help has examples', async () => {
  const { code, out: help } = await dsra('--help');
  expect(code).toBe(0);
  expect(help).toContain('$ dsra report results\n');
});
