import type { DataSetItem } from '../../datasets/dataSet';

/** So many classes can be told apart in a figure, and so many points of each be seen. */
const most = { classes: 10, pictures: 30 };

/** Of test pictures those that a figure shows, the first of the first classes: of 50,000 nobody would look at the features. */
export function shownPictures(items: readonly DataSetItem[]): DataSetItem[] {
  const counts = new Map<number, number>();
  return items.filter(({ label }) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return label < most.classes && count <= most.pictures;
  });
}
