import { expect, test } from '@jest/globals';
import { methodTable } from '@dsra/prompts';
import { embeddedPlan } from '../../protocols/embeddedSettings';
import { type BenchProtocol, benchProtocols, type Cell, cellId } from '../cell';
import { cellMethod, cellPlan } from '../cellMethod';
import { type AskedGrid, gridRequest } from '../gridRequest';
import { methodLabel } from '../methodLabel';
import { miniCells } from '../mini';
import { unitsOf } from '../running/unit';
import { protocolPlans } from './protocols';

const vit = { model: 'openai/clip-vit-base-patch16' };

function cellsOf(protocol: BenchProtocol, asked: AskedGrid = {}): Cell[] {
  const plan = protocolPlans[protocol];
  return plan.cells(gridRequest(plan, asked));
}

const count = (cells: readonly Cell[], of: Partial<Cell>): number =>
  cells.filter((cell) => Object.entries(of).every(([key, value]) => cell[key as keyof Cell] === value))
    .length;

test.each(benchProtocols)(
  '%s: every cell once, its method can be made, on published data and drawn',
  (protocol) => {
    for (const cells of [cellsOf(protocol), cellsOf(protocol, vit)]) {
      expect(new Set(cells.map(cellId)).size).toBe(cells.length);
      for (const cell of cells) {
        expect(() => cellMethod(cell)).not.toThrow();
        if (cell.shots > 0) expect(cellPlan(cell).epochs).toBeGreaterThan(0);
      }
    }
  },
);

test('few-shot: methods × eleven data sets × five numbers of shots × three seeds, and zero-shot once each', () => {
  const cells = cellsOf('fewShot', vit);
  const trained = Object.values(methodTable).filter(({ settings }) => settings).length;
  expect(cells).toHaveLength(trained * 11 * 5 * 3 + 11);
  expect(count(cells, { method: 'coOp', dataSet: 'oxfordPets', seed: 2 })).toBe(5);
  expect(cells.filter(({ method }) => method === 'zeroShot').map(({ shots, seed }) => [shots, seed])).toEqual(
    Array.from({ length: 11 }, () => [0, 1]),
  );
});

test('papers’ settings by data set and shots; on the embedded model all methods alike', () => {
  const one = (method: string, dataSet: string, shots: number, on: AskedGrid = vit): Cell =>
    cellsOf('fewShot', { ...on, methods: [method], dataSets: [dataSet], shots: [shots], seeds: [1] })[0]!;
  const epochs = (...asked: Parameters<typeof one>) => one(...asked).settings.epochs;
  expect([epochs('coOp', 'imagenet', 1), epochs('coOp', 'dtd', 1), epochs('coOp', 'dtd', 16)]).toEqual([
    50, 50, 200,
  ]);
  expect(one('kgCoOp', 'dtd', 4).options.kgCoOp).toMatchObject({
    teacherTemplate: 'a photo of a {}, a type of texture.',
  });
  expect(one('dsraPromptSrc', 'euroSat', 16)).toMatchObject({
    options: { dsraPromptSrc: { rank: 50, averageMean: 45 } },
    settings: { epochs: 50, batchSize: 4, learningRate: 2.7e-3, optimizer: 'sgd', leastArea: 0.08 },
  });
  // The host's paper says how it is trained and how the classes are written.
  const plugged = one('KgCoOp + DsRA', 'dtd', 16);
  expect(plugged).toMatchObject({ method: 'dsra+kgCoOp', settings: one('kgCoOp', 'dtd', 16).settings });
  expect(plugged.options.dsra).toEqual({ rank: 50 });
  const { epochs: small, batchSize, learningRate } = embeddedPlan;
  for (const method of ['coOp', 'dsra', 'dsra+proGrad']) {
    expect(one(method, 'embedded/objects', 16, {}).settings).toMatchObject({
      epochs: small,
      batchSize,
      learningRate,
    });
  }
  expect(one('dsra', 'embedded/textures', 16, {}).options.dsra).toMatchObject({ rank: 16 });
});

test('ablations vary DsRA’s adapters alone, and take methods that have them', () => {
  const asked = { methods: ['coOp', 'dsra', 'dsra+coOp'], dataSets: ['embedded/objects'], seeds: [1] };
  const ranks = cellsOf('rank', { ...asked, ranks: [2, 16] });
  expect(ranks.map(({ method, variant }) => [method, variant])).toEqual([
    ['dsra', 'rank 2'],
    ['dsra', 'rank 16'],
    ['dsra+coOp', 'rank 2'],
    ['dsra+coOp', 'rank 16'],
  ]);
  expect(ranks[0]!.options.dsra).toMatchObject({ rank: 2 });
  expect(ranks[2]!.options.coOp).not.toHaveProperty('rank');
  const places = cellsOf('placement', { ...asked, methods: ['dsra'] });
  expect(places.map(({ variant, options }) => [variant, options.dsra!.sites])).toEqual([
    ['attention only', ['attention']],
    ['feed-forward only', ['feedForward']],
    ['both', undefined],
  ]);
  const [, separate] = cellsOf('sharing', { ...asked, methods: ['dsra'], shots: [16] });
  expect(separate).toMatchObject({
    variant: 'separate',
    options: { dsra: { coefficients: { acrossTowers: 'separate' } } },
  });
  expect(cellsOf('plugIn', { ...asked, shots: [16] }).map(({ method }) => method)).toEqual([
    'coOp',
    'dsra+coOp',
    'dsra',
  ]);
  // Rank 16, both places and shared coefficients are the method as it is: one training.
  const all = (['fewShot', 'rank', 'placement', 'sharing'] as const).flatMap((protocol) =>
    cellsOf(protocol, { ...asked, methods: ['dsra'], shots: [16], ranks: [16] }),
  );
  expect([all.length, unitsOf(all).length]).toEqual([7, 4]);
});

test('tests on other data sets: a set is no target of itself, and one training serves both', () => {
  const [shifted] = cellsOf('domainGeneralisation', { ...vit, methods: ['coOp'] });
  expect(shifted).toMatchObject({
    dataSet: 'imagenet',
    targets: ['imagenetV2', 'imagenetSketch', 'imagenetA', 'imagenetR'],
  });
  const [crossed] = cellsOf('crossDataSet', { ...vit, methods: ['coOp'] });
  expect(crossed!.targets).toHaveLength(10);
  const [own] = cellsOf('crossDataSet', {
    methods: ['coOp'],
    dataSets: ['embedded/textures'],
    targets: ['embedded/textures', 'embedded/redrawn'],
  });
  expect(own!.targets).toEqual(['embedded/objects-redrawn']);
  const [unit, ...others] = unitsOf([shifted!, crossed!]);
  expect(others).toEqual([]);
  expect(unit!.cell.targets).toHaveLength(14);
});

test('the mini grid has every protocol, every method and three seeds, and features of one data set for a figure', () => {
  const cells = miniCells();
  expect(new Set(cells.map(({ protocol }) => protocol))).toEqual(new Set(benchProtocols));
  expect(new Set(cells.filter(({ protocol }) => protocol === 'fewShot').map(({ method }) => method))).toEqual(
    new Set(Object.keys(methodTable)),
  );
  expect(new Set(cells.map(({ seed }) => seed))).toEqual(new Set([1, 2, 3]));
  expect(cells.filter(({ embeddings }) => embeddings).map(({ method }) => method)).toEqual([
    'dsra',
    'dsraPromptSrc',
  ]);
  expect(new Set(cells.map(cellId)).size).toBe(cells.length);
  const quick = miniCells({ quick: true });
  expect(new Set(quick.map(({ protocol }) => protocol))).toEqual(new Set(benchProtocols));
  expect(unitsOf(quick).length).toBeLessThan(130);
});

test('methods are written one way', () => {
  expect([methodLabel('KgCoOp + dsra'), methodLabel('zero-shot')]).toEqual(['dsra+kgCoOp', 'zeroShot']);
  expect(() => methodLabel('dsra+dsra')).toThrow('twice');
  expect(() => methodLabel('dsra+zeroShot')).toThrow('zeroShot learns nothing');
  expect(() => methodLabel('promptSrc+proGrad')).toThrow('cannot be combined');
  expect(() => methodLabel('coop+nope')).toThrow('there is no method "nope"');
});
