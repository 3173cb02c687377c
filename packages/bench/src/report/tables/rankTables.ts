import type { Asked } from '../asked';
import { metric } from '../measure';
import type { Column, ReportTable, TableRow } from '../reportTable';
import { rowsOf } from '../rows';
import { measureSection } from './measureSection';
import { sectionsOf } from './sections';
import { shotsOf } from './shotsOf';
import { shotsTitle } from './shotsTable';

/** Fig. 4a: a column for each rank. */
export function rankTables(asked: readonly Asked[]): ReportTable[] {
  const variants = variantsOf(asked);
  const shots = shotsOf(asked);
  const columns: Column[] = [
    { title: 'Method', kind: 'words' },
    ...variants.map((title): Column => ({ title, kind: 'percent' })),
  ];
  const rows = sectionsOf(asked).flatMap((section) =>
    shots.flatMap((count) => {
      const title = shots.length > 1 ? `${section.title}, ${shotsTitle(count)}` : section.title;
      return methodsWithVariants(asked.filter(({ cell }) => cell.shots === count)).map(
        ({ name, byVariant }): TableRow => ({
          section: title,
          entries: [
            name,
            ...variants.map((variant) =>
              measureSection(byVariant.get(variant) ?? [], section, metric('accuracy')),
            ),
          ],
        }),
      );
    }),
  );
  const [count] = shots;
  const at = shots.length === 1 && count ? `, ${shotsTitle(count)}` : '';
  return [{ id: 'rank', title: `Accuracy by rank${at} (the numbers of Fig. 4a)`, columns, rows, notes: [] }];
}

/** Ranks rise; other variants stay in the order of asking. */
export function variantsOf(asked: readonly Asked[]): string[] {
  const all = [...new Set(asked.map(({ cell }) => cell.variant))];
  const number = (variant: string): number => Number(/\d+/u.exec(variant)?.[0] ?? NaN);
  return all.every((variant) => !Number.isNaN(number(variant)))
    ? all.sort((a, b) => number(a) - number(b))
    : all;
}

/** Methods whose variants stand side by side. */
export function methodsWithVariants(
  asked: readonly Asked[],
): { name: string; method: string; byVariant: Map<string, readonly Asked[]> }[] {
  const methods = new Map<
    string,
    { name: string; method: string; byVariant: Map<string, readonly Asked[]> }
  >();
  for (const variant of variantsOf(asked)) {
    const own = asked
      .filter(({ cell }) => cell.variant === variant)
      .map((one) => ({ ...one, cell: { ...one.cell, variant: '' } }));
    for (const { title, method, asked: cells } of rowsOf(own)) {
      const found = methods.get(title) ?? {
        name: title,
        method,
        byVariant: new Map<string, readonly Asked[]>(),
      };
      methods.set(title, found);
      found.byVariant.set(variant, cells);
    }
  }
  return [...methods.values()];
}
