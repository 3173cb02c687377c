/** So many classes can be told apart in a figure, and so many points of each be seen. */
const most = { classes: 10, pictures: 30 };

/** Of test pictures, by their labels, those that a figure shows: of 50,000 nobody would look at the features. */
export function shownPictures(labels: readonly number[]): number[] {
  const counts = new Map<number, number>();
  return labels.flatMap((label, index) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return label < most.classes && count <= most.pictures ? [index] : [];
  });
}
