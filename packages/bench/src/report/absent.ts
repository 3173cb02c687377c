import type { BenchProtocol } from '../grid/cell';
import type { Asked } from './asked';
import { isPapersModel, papersModel } from './papersModel';
import { elevenSets, publishedBaseToNew, type PublishedBySet, publishedTransfer } from './published';
import { rowsOf } from './rows';
import { dataSetsOf, titleOf } from './tables/sections';

const published: Partial<Record<BenchProtocol, PublishedBySet<unknown>>> = {
  baseToNew: publishedBaseToNew,
  domainGeneralisation: publishedTransfer,
  crossDataSet: publishedTransfer,
};

/** Which published accuracies do not stand beside a chapter's own, and why. */
export function absentPublished(protocol: BenchProtocol, asked: readonly Asked[]): string {
  if (!asked.every(({ cell }) => isPapersModel(cell.model)))
    return `Published accuracies are of ${papersModel}: none stands beside those of another model.`;
  const there = published[protocol];
  const lacking = placesOf(protocol, asked).map(({ name, title }) => ({
    title,
    methods: rowsOf(asked).flatMap((row) => (there?.[name]?.[row.method] ? [] : [row.title])),
  }));
  const byMethods = new Map<string, string[]>();
  for (const { title, methods } of lacking.filter((one) => one.methods.length > 0)) {
    const which = methods.length === rowsOf(asked).length ? 'all methods' : methods.join(', ');
    byMethods.set(which, [...(byMethods.get(which) ?? []), title]);
  }
  if (byMethods.size === 0) return 'Every published accuracy of these methods stands beside ours.';
  const parts = [...byMethods].map(([methods, places]) => `${methods} (${places.join(', ')})`);
  return `Published accuracies that are left out, because they could not be read at their source: ${parts.join('; ')}.`;
}

function placesOf(protocol: BenchProtocol, asked: readonly Asked[]): { name: string; title: string }[] {
  const targets = asked.flatMap(({ cell }) => cell.targets);
  const sets = [...new Set([...dataSetsOf(asked), ...targets])];
  return [
    ...(protocol === 'baseToNew' ? [{ name: elevenSets, title: elevenSets }] : []),
    ...sets.map((name) => ({ name, title: titleOf(asked, name) })),
  ];
}
