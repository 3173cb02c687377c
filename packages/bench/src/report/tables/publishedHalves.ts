import { publishedSets } from '../../datasets/published';
import type { Asked } from '../asked';
import type { PublishedBySet, PublishedHalves } from '../published';
import { type Column, type Entry, known } from '../reportTable';
import type { Row } from '../rows';
import { dataSetsOf } from './sections';

export type PublishedHere = PublishedBySet<PublishedHalves>;

/** Beside ours; `h`: what the third is called. */
export const publishedColumns = (h: string): Column[] =>
  ['Base', 'New', h].map(
    (title): Column => ({ title, group: 'published', kind: 'percent', published: true }),
  );

export function publishedEntries(found: PublishedHere[string][string] | undefined): Entry[] {
  if (!found) return [undefined, undefined, undefined];
  const { base, new: other, harmonicMean } = found.value;
  return [base, other, harmonicMean].map((value) => known(value / 100));
}

/** Where the numbers of each row were read. */
export function publishedNote(rows: readonly Row[], published: readonly PublishedHere[string][]): string {
  const sources = rows.flatMap(({ method, title }) => {
    const found = new Set(published.flatMap((own) => own[method]?.source ?? []));
    return found.size > 0 ? [`${title}: ${[...found].join(', ')}`] : [];
  });
  return `Published with three seeds: ${sources.join('; ')}.`;
}

/** Whether these are the eleven data sets that published averages are over. */
export function coversPaper(asked: readonly Asked[]): boolean {
  const eleven = publishedSets.filter(({ counts }) => counts.train > 0).map(({ name }) => name);
  const names = dataSetsOf(asked);
  return names.length === eleven.length && eleven.every((name) => names.includes(name));
}
