import { type BenchProtocol, benchProtocols } from '../grid/cell';
import { listed } from '../terminal/listed';
import type { Asked } from './asked';
import { rowsOf } from './rows';
import { titleOf } from './tables/sections';
import { protocolTitles } from './titles';

/** What is not there of one protocol with one model. */
export interface ProtocolHoles {
  readonly protocol: BenchProtocol;
  readonly model: string;
  /** The protocol's, with the model where there are several. */
  readonly title: string;
  readonly asked: number;
  readonly done: number;
  readonly failed: number;
  readonly missing: number;
  /** One line for each row that lacks something. */
  readonly lines: readonly string[];
}

/** For every model and protocol that were asked for: how much is there, and what is not. */
export function holesOf(asked: readonly Asked[]): ProtocolHoles[] {
  const models = [...new Set(asked.map(({ cell }) => cell.model))];
  return models.flatMap((model) =>
    benchProtocols.flatMap((protocol) => {
      const own = asked.filter(({ cell }) => cell.protocol === protocol && cell.model === model);
      if (own.length === 0) return [];
      const count = (state: Asked['state']): number => own.filter((one) => one.state === state).length;
      const title = models.length > 1 ? `${protocolTitles[protocol]} (${model})` : protocolTitles[protocol];
      return [
        {
          ...{ protocol, model, title, asked: own.length, done: count('done') },
          ...{ failed: count('failed'), missing: count('missing'), lines: linesOf(own) },
        },
      ];
    }),
  );
}

function linesOf(asked: readonly Asked[]): string[] {
  const rows = rowsOf(asked);
  return [
    ...rows.flatMap(({ title, asked: own }) => failures(title, own)),
    ...rows.flatMap(({ title, asked: own }) => {
      const missing = own.filter(({ state }) => state === 'missing');
      if (missing.length === 0) return [];
      const what = missing.length === own.length ? `all ${own.length} cells` : placesOf(missing);
      return [`missing: ${title}: ${what}`];
    }),
  ];
}

/** Failures by their reason. */
function failures(title: string, asked: readonly Asked[]): string[] {
  const byReason = new Map<string, Asked[]>();
  for (const one of asked.filter(({ state }) => state === 'failed')) {
    const reason = one.record?.error ?? 'no reason was written down';
    byReason.set(reason, [...(byReason.get(reason) ?? []), one]);
  }
  return [...byReason].map(([reason, own]) => `failed: ${title}: ${placesOf(own)}: ${reason}`);
}

const shown = 8;

/** `textures (16 shots, seeds 1 and 2); objects (…)` */
function placesOf(asked: readonly Asked[]): string {
  const bySet = new Map<string, Asked[]>();
  for (const one of asked) {
    const key = JSON.stringify([one.cell.dataSet, one.cell.shots]);
    bySet.set(key, [...(bySet.get(key) ?? []), one]);
  }
  const places = [...bySet.values()].map((own) => {
    const { dataSet, shots } = own[0]!.cell;
    const seeds = own.map(({ cell }) => String(cell.seed));
    const trained = shots > 0 ? `${shots} ${shots === 1 ? 'shot' : 'shots'}, ` : '';
    return `${titleOf(own, dataSet)} (${trained}${seeds.length === 1 ? 'seed' : 'seeds'} ${listed(seeds)})`;
  });
  const rest = places.length - shown;
  return [...places.slice(0, shown), ...(rest > 0 ? [`and ${rest} more: see cells.csv`] : [])].join('; ');
}
