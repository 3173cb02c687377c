import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mersenneTwister } from '@dsra/core';
import type { Cell } from '../../packages/bench/src/grid/cell';
import { cellId, computationId, kindOf } from '../../packages/bench/src/grid/cell';
import type { CellEmbeddings, CellRecord } from '../../packages/bench/src/grid/record';
import { type BeforeAndAfter, openResults, type Results } from '../../packages/bench/src/grid/results';

/** A results folder as a benchmark leaves it, with invented numbers that are the same every time. */
export interface SyntheticResults {
  readonly folder: string;
  readonly results: Results;
  /** Writes records of these cells; all of them are asked for. */
  fill(cells: readonly Cell[], options?: FillOptions): Promise<void>;
  remove(): Promise<void>;
}

export interface FillOptions {
  readonly missing?: (cell: Cell) => boolean;
  /** The reason. */
  readonly failed?: (cell: Cell) => string | undefined;
}

export async function syntheticResults(): Promise<SyntheticResults> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dsra-results-'));
  const results = openResults(folder);
  return {
    folder,
    results,
    fill: async (cells, { missing = () => false, failed = () => undefined } = {}) => {
      await results.ask(cells);
      for (const cell of cells) {
        if (missing(cell)) continue;
        const reason = failed(cell);
        const record = reason === undefined ? doneRecord(cell) : failedRecord(cell, reason);
        await results.write(record, cell.embeddings && reason === undefined ? embeddings(cell) : undefined);
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const classNames = [
  'cat',
  'dog',
  'a, "quoted" <class>',
  'fish',
  'owl',
  'apple',
  'pear',
  'house',
  'ship',
  'tree',
  'car',
  'cup',
];

const perClass = 20;

/** Better with more shots, and with DsRA. */
function accuracyOf(cell: Cell): number {
  const { method, shots, variant } = cell;
  const names = [
    'zeroShot',
    'coOp',
    'clipAdapter',
    'vpt',
    'kgCoOp',
    'proGrad',
    'maple',
    'promptSrc',
    'dsra',
    'dsraPromptSrc',
  ];
  const skill = names.indexOf(method.split('+').at(-1)!) / 60 + (method.startsWith('dsra+') ? 0.04 : 0);
  const loss = variant === 'separate' ? 0.02 : variant.endsWith('only') ? 0.03 : 0;
  const set = (hashed(cell.dataSet) % 20) / 100;
  const noise = ((hashed(computationId(cell)) % 1000) / 1000 - 0.5) * 0.03;
  const learned = shots === 0 ? 0 : (skill + 0.1) * Math.sqrt((1 + Math.log2(shots)) / 5);
  return Math.min(0.99, 0.45 + set + learned - loss + (shots > 0 ? noise : 0));
}

const hashed = (text: string): number =>
  Array.from(text).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 7);

export function doneRecord(cell: Cell, accuracy = accuracyOf(cell)): CellRecord {
  const id = cellId(cell);
  const correct = Math.round(accuracy * perClass);
  const confusion = classNames.map((_, row) =>
    classNames.map((_other, column) => {
      if (row === column) return correct;
      return column === (row + 1) % classNames.length ? perClass - correct : 0;
    }),
  );
  return {
    ...{ version: 1, id, cell, status: 'done', model: 'synthetic' },
    chosen: [],
    versions: { dsra: '0.1.0', tfjs: '4.22.0', node: '20.20.2' },
    ...{ backend: 'wasm-blas', machine: 'an invented machine' },
    curve: [{ epoch: 1, loss: 1 }],
    metrics: { ...metricsOf(cell, accuracy), picturesPerSecond: 200 + (hashed(id) % 50) },
    perClass: classNames.map((name, place) => ({
      ...{ name, total: perClass },
      correct: Math.min(perClass, Math.max(0, correct + (place % 3) - 1 + (cell.shots > 0 ? place % 4 : 0))),
    })),
    confusion,
    parameters: cell.shots === 0 ? 0 : 1000 + (hashed(cell.method + cell.variant) % 200_000),
    stepSeconds: cell.shots === 0 ? 0 : 0.02 + (hashed(cell.method) % 50) / 1000,
    picturesPerSecond: 200 + (hashed(id) % 50),
    seconds: 3,
    finishedAt: '2026-01-02T03:04:05.000Z',
  };
}

function metricsOf(cell: Cell, accuracy: number): Record<string, number | null> {
  const plain = accuracyOf({ ...cell, method: 'zeroShot', variant: '', shots: 0 });
  switch (kindOf(cell)) {
    case 'fewShot':
      return { accuracy, zeroShot: plain };
    case 'baseToNew':
      return {
        base: accuracy,
        new: cell.method === 'coOp' ? null : plain,
        zeroShotBase: plain,
        zeroShotNew: plain,
      };
    case 'transfer':
      return {
        source: accuracy,
        ...Object.fromEntries(cell.targets.map((name, place) => [name, plain - place / 50])),
      };
  }
}

export const failedRecord = (cell: Cell, error: string): CellRecord => ({
  ...{ version: 1, id: cellId(cell), cell, status: 'failed', error, model: '' },
  ...{
    chosen: [],
    versions: {},
    backend: 'wasm-blas',
    machine: 'an invented machine',
    curve: [],
    metrics: {},
  },
  ...{ parameters: 0, stepSeconds: 0, picturesPerSecond: 0, seconds: 0 },
  finishedAt: '2026-01-02T03:04:05.000Z',
});

/** Clouds that are further apart after. */
function embeddings(cell: Cell): BeforeAndAfter {
  const of = (apart: number): CellEmbeddings => {
    const random = mersenneTwister(7);
    const centres = classNames.map(() => Array.from({ length: 16 }, () => apart * random.normal()));
    const labels = classNames.flatMap((_, label) => Array.from({ length: 5 }, () => label));
    const features = labels.map((label) => centres[label]!.map((value) => value + random.normal()));
    return { version: 1, id: cellId(cell), classNames: [...classNames], labels, features };
  };
  return { before: of(0.6), after: of(2) };
}
