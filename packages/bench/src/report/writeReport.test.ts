import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { methodTable } from '@dsra/prompts';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { everyProtocol, smallGrid } from '../../../../test/support/smallGrid';
import { type SyntheticResults, syntheticResults } from '../../../../test/support/syntheticResults';
import { benchProtocols, type Cell } from '../grid/cell';
import { methodTitle } from './titles';
import { writeReport } from './writeReport';

let here: SyntheticResults;
let out: string;
beforeEach(async () => {
  here = await syntheticResults();
  out = path.join(here.folder, 'report');
});
afterEach(() => here.remove());

const text = (name: string): Promise<string> => readFile(path.join(out, name), 'utf8');

test('every method of the table has a title', () => {
  for (const name of Object.keys(methodTable)) expect(methodTitle(name)).toMatch(/[A-Z]/u);
  expect(methodTitle('dsra+kgCoOp')).toBe('KgCoOp + DsRA');
});

describe('everything', () => {
  test('one page, Markdown, CSV, SVG and PNG of every protocol; the same results give the same files', async () => {
    const cells = everyProtocol().map(
      (cell): Cell =>
        cell.protocol === 'fewShot' && cell.method === 'dsra' && cell.shots === 4 && cell.seed === 1
          ? { ...cell, embeddings: true }
          : cell,
    );
    await here.fill(cells);
    const { files, holes } = await writeReport(here.folder, out);
    expect(holes.map(({ protocol }) => protocol)).toEqual([...benchProtocols]);
    expect(holes.flatMap(({ lines }) => lines)).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        ...[
          'report.html',
          'report.md',
          'cells.csv',
          'tables/base-to-new-average.csv',
          'tables/complexity.csv',
        ],
        ...['few-shot', 'few-shot-average', 'rank', 'sharing', 'placement', 'plug-in', 'cost'].flatMap(
          (name) => [`figures/${name}.svg`, `figures/${name}.png`],
        ),
        ...['embeddings', 'confusion', 'per-class'].map((name) => `figures/${name}-embedded-textures.svg`),
        ...['confusion', 'per-class'].map((name) => `tables/${name}-embedded-textures.csv`),
      ]),
    );
    expectSelfContained(await text('report.html'));
    await expectPictures(files);
    await expectReadableCsv(files, cells.length);
    await expectNumbers(files);
    await expectLinksOfMarkdown(files);
    const before = await Promise.all(files.map((name) => readFile(path.join(out, name))));
    await writeReport(here.folder, out);
    for (const [place, name] of files.entries())
      expect([name, (await readFile(path.join(out, name))).equals(before[place]!)]).toEqual([name, true]);
  }, 120_000);
});

/** Nothing of it is asked of a network, or run. */
function expectSelfContained(html: string): void {
  // Names of namespaces are no addresses.
  const rest = html.replaceAll(/ xmlns(:\w+)?="http:\/\/www\.w3\.org\/[\w/]+"/gu, '');
  const found = (pattern: RegExp): string[] => rest.match(pattern) ?? [];
  expect(found(/(https?:)?\/\/[a-z][^\s"]*/giu)).toEqual([]);
  expect(
    found(/<(script|link|img|iframe|object|embed|base|form)\b|@import|\b(src|srcset)=|\son\w+=/giu),
  ).toEqual([]);
  expect(found(/url\([^)]*\)/gu).filter((use) => !use.startsWith('url(#'))).toEqual([]);
  expect(found(/<meta http-equiv[^>]*>/gu)).toEqual([
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
  ]);
  const ids = [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id!);
  expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  const anchors = [...html.matchAll(/(?:href="#|url\(#)([^")]+)/gu)].map(([, id]) => id!);
  expect(anchors.filter((id) => !ids.includes(id))).toEqual([]);
  // Tables that are too wide are scrolled with the keyboard.
  expect(found(/<div class="scroll"(?! tabindex="0" role="region" aria-label="[^"]+")/gu)).toEqual([]);
  // Names of classes come from users.
  expect(found(/<class>/gu)).toEqual([]);
  expect(found(/&lt;class&gt;/gu)).not.toEqual([]);
  // Colours are variables, which dark mode has its own of; none is left as it stands in files.
  expect(found(/stroke="var\(--blue\)"/gu)).not.toEqual([]);
  expect(found(/(fill|stroke)="#\w+"/gu)).toEqual([]);
}

async function expectPictures(files: readonly string[]): Promise<void> {
  for (const name of files.filter((file) => file.endsWith('.png'))) {
    const { width, height } = await sharp(path.join(out, name)).metadata();
    expect(Math.min(width, height)).toBeGreaterThan(200);
    const { channels } = await sharp(path.join(out, name)).stats();
    // Something is drawn on the white.
    expect(channels[0]!.stdev).toBeGreaterThan(3);
  }
}

async function expectReadableCsv(files: readonly string[], cells: number): Promise<void> {
  for (const name of files.filter((file) => file.endsWith('.csv'))) {
    const rows = parse(await text(name));
    expect(rows.length).toBeGreaterThan(1);
  }
  const all = parse<Record<string, string>>(await text('cells.csv'), { columns: true });
  expect(all).toHaveLength(cells);
  expect(
    all.every(({ state, accuracy, base, source }) => state === 'done' && !!(accuracy || base || source)),
  ).toBe(true);
}

/** What figures show alone is linked below them, as a table of its own. */
async function expectNumbers(files: readonly string[]): Promise<void> {
  const html = await text('report.html');
  const linked = [...html.matchAll(/<a href="(tables\/[^"]+)">/gu)].map(([, name]) => name!);
  expect(linked.sort()).toEqual(files.filter((name) => /tables\/(confusion|per-class)-/u.test(name)).sort());
  const [head, ...rows] = parse(await text('tables/confusion-embedded-textures.csv'));
  expect(head).toEqual(['shown', ...rows.map(([shown]) => shown)]);
  expect(rows.every((row) => row.slice(1).every((count) => /^\d+$/u.test(count)))).toBe(true);
}

async function expectLinksOfMarkdown(files: readonly string[]): Promise<void> {
  const markdown = await text('report.md');
  const pictures = [...markdown.matchAll(/\]\((figures\/[^)]+)\)/gu)].map(([, name]) => name!);
  expect(pictures.length).toBeGreaterThan(5);
  const numbers = [...markdown.matchAll(/\]\((tables\/[^)]+)\)/gu)].map(([, name]) => name!);
  expect(numbers.length).toBeGreaterThan(3);
  expect(numbers.filter((name) => !files.includes(name))).toEqual([]);
  expect(pictures.filter((name) => !files.includes(name))).toEqual([]);
  // Every row of a table has as many cells as its head.
  for (const table of markdown.match(/(^\|.*\|\n?)+/gmu)!) {
    const widths = table
      .trim()
      .split('\n')
      .map((line) => line.split(/(?<!\\)\|/u).length);
    expect(new Set(widths).size).toBe(1);
  }
}

describe('holes', () => {
  const cells = smallGrid('fewShot', { methods: ['zeroShot', 'coOp', 'dsra'], shots: [4] });
  const fill = () =>
    here.fill(cells, {
      missing: ({ method, dataSet }) => method === 'coOp' && dataSet === 'embedded/textures',
      failed: ({ method, seed }) =>
        method === 'dsra' && seed === 2 ? 'term `x` is NaN at step 12' : undefined,
    });

  test('nothing computed yet is a report too', async () => {
    await here.results.ask(everyProtocol());
    const { holes } = await writeReport(here.folder, out);
    expect(holes[0]!.lines).toContain('missing: CoOp: all 8 cells');
    expect((await readdir(out)).sort()).toEqual(['cells.csv', 'report.html', 'report.md', 'tables']);
  });

  test('records that nobody asked for count as asked for', async () => {
    await fill();
    await rm(path.join(here.folder, 'asked'), { recursive: true });
    const { holes } = await writeReport(here.folder, out);
    expect(holes).toMatchObject([{ asked: 8, done: 6, failed: 2, missing: 0 }]);
  });

  test('what an earlier report had and this one has not goes; other files stay', async () => {
    await mkdir(path.join(out, 'figures'), { recursive: true });
    await writeFile(path.join(out, 'report.html'), 'earlier');
    await writeFile(path.join(out, 'figures', 'old.svg'), 'earlier');
    await writeFile(path.join(out, 'figures', 'mine.txt'), 'mine');
    await fill();
    await writeReport(here.folder, out);
    expect(await readdir(path.join(out, 'figures'))).toEqual(expect.arrayContaining(['mine.txt']));
    expect(await readdir(path.join(out, 'figures'))).not.toContain('old.svg');
  });
});
