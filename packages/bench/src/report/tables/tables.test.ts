import { describe, expect, test } from '@jest/globals';
import { smallGrid } from '../../../../../test/support/smallGrid';
import { doneRecord, failedRecord } from '../../../../../test/support/syntheticResults';
import { harmonicMean } from '../../statistics';
import { type Cell, cellId } from '../../grid/cell';
import type { CellRecord } from '../../grid/record';
import { type Asked, askedCells } from '../asked';
import { bestEntries, entryText } from '../entryText';
import { tableCsv } from '../pages/csv';
import type { ReportTable } from '../reportTable';
import { baseToNewTables } from './baseToNewTables';
import { protocolTables } from './protocolTables';
import { transferTables } from './transferTables';

/** Every cell done with the metrics that `of` gives; nothing: missing; a string: failed with that reason. */
function asked(
  cells: readonly Cell[],
  of: (cell: Cell) => Record<string, number | null> | string | undefined,
): Asked[] {
  const records = cells.flatMap((cell): [string, CellRecord][] => {
    const given = of(cell);
    if (given === undefined) return [];
    const record =
      typeof given === 'string' ? failedRecord(cell, given) : { ...doneRecord(cell), metrics: given };
    return [[cellId(cell), record]];
  });
  return askedCells(cells, new Map(records));
}

/** `section | row` → the entries as they are printed. */
function printed({ columns, rows }: ReportTable): Record<string, string[]> {
  return Object.fromEntries(
    rows.map(({ section, kind, entries }) => {
      const [title, ...texts] = columns.map((column, place) =>
        entryText(entries[place], { kind: kind && place > 0 ? kind : column.kind }),
      );
      return [section === undefined ? title! : `${section} | ${title!}`, texts];
    }),
  );
}

const only = (cells: Asked[], protocol: Cell['protocol']): ReportTable[] => protocolTables[protocol](cells);

describe('few-shot', () => {
  const cells = smallGrid('fewShot', { methods: ['zeroShot', 'coOp', 'dsra'], shots: [1, 4] });
  /** textures: 0.5 and 0.7 for the two seeds; tropical-fish: 0.3 and 0.3. */
  const accuracy = ({ method, dataSet, seed }: Cell): number =>
    (method === 'dsra' ? 0.1 : 0) + (dataSet === 'embedded/textures' ? 0.3 + 0.2 * seed : 0.3);
  const whole = asked(cells, (cell) => ({ accuracy: cell.shots === 0 ? 0.2 : accuracy(cell) }));

  test('each data set over its seeds; the average over the sets, its deviation over the seeds', () => {
    const [table] = only(whole, 'fewShot');
    expect(table!.columns.map(({ title }) => title)).toEqual(['Method', '1 shot', '4 shots']);
    expect(printed(table!)).toMatchObject({
      'textures | CoOp': ['60.0 ± 14.1', '60.0 ± 14.1'],
      'tropical-fish | CoOp': ['30.0 ± 0.0', '30.0 ± 0.0'],
      'Average over 2 data sets | CoOp': ['45.0 ± 7.1', '45.0 ± 7.1'],
      'Average over 2 data sets | DsRA alone': ['55.0 ± 7.1', '55.0 ± 7.1'],
      // Of one run: no deviation; the same at any number of shots.
      'Average over 2 data sets | CLIP (zero-shot)': ['20.0', '20.0'],
    });
  });

  test('holes: what is missing or failed is said, and averages that lack a part are marked and never best', () => {
    const holes = asked(cells, (cell) => {
      if (cell.method === 'dsra' && cell.shots === 1 && cell.dataSet === 'embedded/textures') return 'NaN';
      if (cell.method === 'dsra' && cell.shots === 4 && cell.seed === 2) return undefined;
      if (cell.method === 'coOp' && cell.shots === 4) return undefined;
      return { accuracy: cell.shots === 0 ? 0.2 : accuracy(cell) };
    });
    const [table] = only(holes, 'fewShot');
    expect(printed(table!)).toMatchObject({
      'textures | DsRA alone': ['failed', '60.0 †'],
      'textures | CoOp': ['60.0 ± 14.1', 'missing'],
      // 40.0 alone of tropical-fish, which is not the average of two sets.
      'Average over 2 data sets | DsRA alone': ['40.0 ± 0.0 †', '50.0 †'],
    });
    const best = [...bestEntries(table!)].map((place) => place.split(',').map(Number));
    expect(best.map(([row, column]) => `${table!.rows[row!]!.entries[0] as string} ${column}`)).toEqual([
      'CoOp 1',
      'CoOp 1',
      'DsRA alone 1',
    ]);
  });

  test('two trainings of one seed are two rows, not two seeds', () => {
    const short = smallGrid('fewShot', { methods: ['dsra'], shots: [4], epochs: 3 });
    const both = asked([...cells, ...short], (cell) => ({
      accuracy: cell.settings.epochs === 3 ? 0.1 : 0.6,
    }));
    const [table] = only(both, 'fewShot');
    const rows = printed(table!);
    const epochs = cells.find(({ method }) => method === 'dsra')!.settings.epochs;
    expect(rows['textures | DsRA alone, epochs 3']).toEqual(['', '10.0 ± 0.0']);
    expect(rows[`textures | DsRA alone, epochs ${epochs}`]).toEqual(['60.0 ± 0.0', '60.0 ± 0.0']);
  });

  test('asked for with and without features kept: one run, counted once', () => {
    const kept = cells.map((cell): Cell => ({ ...cell, embeddings: true }));
    const twice = asked([...cells, ...kept], (cell) => (cell.embeddings ? { accuracy: 0.6 } : undefined));
    expect(twice).toHaveLength(cells.length);
    expect(printed(only(twice, 'fewShot')[0]!)['textures | CoOp']).toEqual(['60.0 ± 0.0', '60.0 ± 0.0']);
  });

  test('where plain CLIP is no method of the grid, what trained cells carry', () => {
    const trained = asked(
      cells.filter(({ method }) => method !== 'zeroShot'),
      ({ dataSet }) => ({ accuracy: 0.5, zeroShot: dataSet === 'embedded/textures' ? 0.2 : 0.4 }),
    );
    expect(printed(only(trained, 'fewShot')[0]!)).toMatchObject({
      'textures | CLIP (zero-shot)': ['20.0', '20.0'],
      'Average over 2 data sets | CLIP (zero-shot)': ['30.0', '30.0'],
    });
  });
});

describe('base to new', () => {
  const cells = smallGrid('baseToNew', { methods: ['coOp', 'dsra'] });
  const halves = ({ dataSet }: Cell) =>
    dataSet === 'embedded/textures' ? { base: 0.9, new: 0.1 } : { base: 0.5, new: 0.5 };

  test('both ways of averaging H, each under its name', () => {
    const [average, each] = only(
      asked(cells, (cell) => ({ ...halves(cell), zeroShotBase: 0.4, zeroShotNew: 0.6 })),
      'baseToNew',
    );
    expect(average!.columns.map(({ title }) => title)).toEqual([
      ...['Method', 'Base', 'New', 'H of the means', 'mean of the H’s'],
    ]);
    expect(printed(average!)).toEqual({
      'CLIP (zero-shot)': ['40.0', '60.0', '48.0', '48.0'],
      CoOp: ['70.0 ± 0.0', '30.0 ± 0.0', '42.0 ± 0.0', '34.0 ± 0.0'],
      'DsRA alone': ['70.0 ± 0.0', '30.0 ± 0.0', '42.0 ± 0.0', '34.0 ± 0.0'],
    });
    const own = (100 * harmonicMean(0.9, 0.1)).toFixed(1);
    expect(printed(each!)['textures | CoOp']).toEqual(['90.0 ± 0.0', '10.0 ± 0.0', `${own} ± 0.0`]);
  });

  test('a method that fits no other classes has base alone', () => {
    const [average] = only(
      asked(cells, (cell) => ({ ...halves(cell), new: cell.method === 'coOp' ? null : 0.2 })),
      'baseToNew',
    );
    expect(printed(average!)['CoOp']).toEqual(['70.0 ± 0.0', 'n/a', 'n/a', 'n/a']);
  });

  test('H is of runs of which both halves are known, and marked where some are not there', () => {
    const [average] = only(
      asked(cells, (cell) =>
        cell.dataSet === 'embedded/textures' && cell.seed === 2 ? undefined : halves(cell),
      ),
      'baseToNew',
    );
    expect(printed(average!)['CoOp']).toEqual(['70.0 †', '30.0 †', '42.0 †', '34.0 †']);
  });

  test('published averages stand beside all eleven data sets with ViT-B/16, and beside nothing else', () => {
    const on = (dataSets?: string[]) =>
      smallGrid('baseToNew', {
        ...{ model: 'openai/clip-vit-base-patch16', methods: ['zeroShot', 'kgCoOp'], seeds: [1] },
        dataSets: dataSets ?? undefined,
      });
    const eleven = [
      ...['imagenet', 'caltech101', 'oxfordPets', 'stanfordCars', 'flowers102', 'food101'],
      ...['fgvcAircraft', 'sun397', 'dtd', 'euroSat', 'ucf101'],
    ];
    const given = () => ({ base: 0.5, new: 0.5 });
    const [average] = only(asked(on(eleven), given), 'baseToNew');
    expect(printed(average!)['KgCoOp']!.slice(-3)).toEqual(['80.7', '73.6', '77.0']);
    expect(average!.notes.join(' ')).toContain('KgCoOp: README of htyao89/KgCoOp');
    const [ten] = only(asked(on(eleven.slice(1)), given), 'baseToNew');
    expect(ten!.columns.some(({ published }) => published)).toBe(false);
  });
});

test('domain generalisation: the average is of the targets, without the source', () => {
  const cells = smallGrid('domainGeneralisation', { methods: ['zeroShot', 'dsra'] });
  const metrics = ({ targets }: Cell) => ({
    ...Object.fromEntries(targets.map((name, place) => [name, 0.2 + 0.1 * place])),
    source: 0.9,
  });
  const [table] = only(asked(cells, metrics), 'domainGeneralisation');
  expect(printed(table!)['DsRA alone']).toEqual([
    ...['90.0 ± 0.0', '20.0 ± 0.0', '30.0 ± 0.0', '40.0 ± 0.0', '50.0 ± 0.0', '35.0 ± 0.0'],
  ]);
  const lacking = asked(cells, (cell) => {
    const all = Object.entries(metrics(cell));
    return Object.fromEntries(all.filter(([name]) => name !== cell.targets[0]));
  });
  expect(printed(only(lacking, 'domainGeneralisation')[0]!)['DsRA alone']!.slice(1)).toEqual([
    ...['missing', '30.0 ± 0.0', '40.0 ± 0.0', '50.0 ± 0.0', '40.0 ± 0.0 †'],
  ]);
});

test('published numbers of single data sets stand beside those, where there are any', () => {
  const model = 'openai/clip-vit-base-patch16';
  const cells = smallGrid('baseToNew', { model, methods: ['coOp'], dataSets: ['dtd', 'ucf101'], seeds: [1] });
  const value = { base: 70.5, new: 60.5, harmonicMean: 65.1 };
  const source = 'an invented page';
  const halves = asked(cells, () => ({ base: 0.5, new: 0.5 }));
  const each = baseToNewTables(halves, { dtd: { coOp: { source, value } } }).at(-1)!;
  expect(printed(each)).toMatchObject({
    'DTD | CoOp': ['50.0', '50.0', '50.0', '70.5', '60.5', '65.1'],
    'UCF101 | CoOp': ['50.0', '50.0', '50.0', '', '', ''],
  });
  expect(each.notes).toEqual(['Published with three seeds: CoOp: an invented page.']);
  const transfer = smallGrid('domainGeneralisation', { model, methods: ['coOp'], seeds: [1] });
  const target = transfer[0]!.targets[1]!;
  const tested = asked(transfer, ({ targets }) => ({
    source: 0.66,
    ...Object.fromEntries(targets.map((name) => [name, 0.5])),
  }));
  const [table] = transferTables(
    tested,
    { id: '', title: '' },
    { [target]: { coOp: { source, value: 46.2 } } },
  );
  expect(printed(table!).CoOp).toEqual(['66.0', '50.0', '50.0', '46.2', '50.0', '50.0', '50.0']);
});

test('own and drawn data sets of one title are two sections', () => {
  const cells = smallGrid('fewShot', {
    ...{ methods: ['coOp'], shots: [4], seeds: [1] },
    dataSets: ['embedded/textures'],
  }).flatMap((cell) => [cell, { ...cell, dataSet: './textures' }]);
  const [table] = only(
    asked(cells, ({ dataSet }) => ({ accuracy: dataSet === './textures' ? 0.4 : 0.6 })),
    'fewShot',
  );
  expect(printed(table!)).toMatchObject({
    'Average over 2 data sets | CoOp': ['50.0'],
    'textures | CoOp': ['40.0'],
    'embedded/textures | CoOp': ['60.0'],
  });
});

test('ImageNet’s source column has the published zero-shot accuracy beside it', () => {
  const cells = smallGrid('domainGeneralisation', {
    ...{ model: 'openai/clip-vit-base-patch16', methods: ['zeroShot', 'dsraPromptSrc'], seeds: [1] },
  });
  const [table] = only(
    asked(cells, ({ targets }) => ({
      source: 0.66,
      ...Object.fromEntries(targets.map((name) => [name, 0.5])),
    })),
    'domainGeneralisation',
  );
  expect(printed(table!)).toMatchObject({
    'CLIP (zero-shot)': ['66.0', '66.7', '50.0', '50.0', '50.0', '50.0', '50.0'],
    'DsRA (with PromptSRC)': ['66.0', '', '50.0', '50.0', '50.0', '50.0', '50.0'],
  });
});

describe('ablations', () => {
  test('sharing: the gain is of the same data set and seed', () => {
    const cells = smallGrid('sharing', { methods: ['dsra'], shots: [4] });
    const [table] = only(
      asked(cells, ({ variant, seed }) => ({
        accuracy: 0.4 + 0.1 * seed + (variant === 'shared' ? 0.02 * seed : 0),
      })),
      'sharing',
    );
    // 2 and 4 points, whatever the seeds themselves give.
    expect(printed(table!)['textures | gained by sharing']).toEqual(['+3.0 ± 1.4']);
  });

  test('plug-in: below each host with DsRA what it gains, also where it loses', () => {
    const cells = smallGrid('plugIn', { methods: ['kgCoOp'], shots: [1, 4] });
    const [table] = only(
      asked(cells, ({ method, shots }) => ({
        accuracy: method === 'kgCoOp' ? 0.5 : shots === 1 ? 0.45 : 0.6,
      })),
      'plugIn',
    );
    const rows = printed(table!);
    expect(Object.keys(rows).filter((row) => row.startsWith('textures'))).toEqual([
      ...['textures | KgCoOp', 'textures | KgCoOp + DsRA', 'textures | gained by DsRA'],
    ]);
    expect(rows['textures | gained by DsRA']).toEqual(['-5.0 ± 0.0', '+10.0 ± 0.0']);
  });

  test('rank: a column for each, rising', () => {
    const cells = smallGrid('rank', { methods: ['dsra'], ranks: [16, 4, 1] });
    const [table] = only(
      asked(cells, ({ variant }) => ({ accuracy: Number(variant.slice(5)) / 100 })),
      'rank',
    );
    expect(table!.columns.map(({ title }) => title)).toEqual(['Method', 'rank 1', 'rank 4', 'rank 16']);
    expect(printed(table!)['textures | DsRA alone']).toEqual(['1.0 ± 0.0', '4.0 ± 0.0', '16.0 ± 0.0']);
  });

  test('placement has Table 4’s parameters', () => {
    const cells = smallGrid('placement', { methods: ['dsraPromptSrc'] });
    const [table] = only(
      asked(cells, () => ({ accuracy: 0.5 })),
      'placement',
    );
    const parameters = Object.entries(printed(table!)).map(([row, texts]) => [row, texts[1], texts[2]]);
    expect(parameters).toEqual([
      ['DsRA (with PromptSRC), attention only', '110,680', '0.11m'],
      ['DsRA (with PromptSRC), feed-forward only', '110,680', '0.11m'],
      ['DsRA (with PromptSRC), both', '174,680', '0.17m'],
    ]);
  });

  test('complexity has Table 1’s parameters, counted also where nothing was computed yet', () => {
    const methods = ['zeroShot', 'coOpStar', 'maple', 'mapleStar', 'dsraPromptSrc'];
    const cells = smallGrid('complexity', { methods, dataSets: ['embedded/textures'], seeds: [1] });
    const [table] = only(
      asked(cells, () => undefined),
      'complexity',
    );
    expect(table!.notes.join(' ')).toContain('other cells, and other programs, may have shared the cores');
    const parameters = Object.entries(printed(table!)).map(([row, texts]) => [row, texts[1], texts[2]]);
    expect(parameters).toEqual([
      ['CLIP (zero-shot)', '0', ''],
      ['CoOp*', '29,696', '0.03m'],
      ['MaPLe', '3,555,072', '3.55m'],
      ['MaPLe*', '797,184', '0.80m'],
      ['DsRA (with PromptSRC)', '174,680', '0.17m'],
    ]);
  });
});

test('CSV has all digits, and how many runs there are', () => {
  const cells = smallGrid('fewShot', { methods: ['coOp'], shots: [1], dataSets: ['embedded/textures'] });
  const [table] = only(
    asked(cells, ({ seed }) => (seed === 1 ? { accuracy: 1 / 3 } : undefined)),
    'fewShot',
  );
  expect(tableCsv(table!)).toBe(`section,Method,1 shot,1 shot ±,1 shot runs\ntextures,CoOp,${1 / 3},,1/2\n`);
});
