/** Which half of the sorted labels: the first ⌈n/2⌉ are `base`, the rest `new`. */
export type ClassHalf = 'all' | 'base' | 'new';

/** Labelled lists over one list of classes. */
export interface Splits<T> {
  readonly classNames: readonly string[];
  readonly train: readonly T[];
  readonly val: readonly T[];
  readonly test: readonly T[];
}

/**
 * Restricts all lists to one half of the classes and relabels it from 0: Dassl's `subsample_classes`.
 * The labels that count are those of `train`. Sample shots first: classes left out here still use up random numbers.
 */
export function subsampleClasses<T extends { readonly label: number }>(
  splits: Splits<T>,
  half: ClassHalf,
): Splits<T> {
  if (half === 'all') return splits;
  const labels = [...new Set(splits.train.map(({ label }) => label))].sort((a, b) => a - b);
  const base = Math.ceil(labels.length / 2);
  const chosen = half === 'base' ? labels.slice(0, base) : labels.slice(base);
  const relabelled = new Map(chosen.map((label, index) => [label, index]));
  const keep = (items: readonly T[]): T[] =>
    items.flatMap((item) => {
      const label = relabelled.get(item.label);
      return label === undefined ? [] : [{ ...item, label }];
    });
  return {
    classNames: chosen.map((label) => splits.classNames[label] ?? ''),
    train: keep(splits.train),
    val: keep(splits.val),
    test: keep(splits.test),
  };
}
