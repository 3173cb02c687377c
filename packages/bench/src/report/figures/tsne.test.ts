import { mersenneTwister } from '@dsra/core';
import { expect, test } from '@jest/globals';
import { tsne } from './tsne';

/** Three clouds in eight dimensions. */
function clouds() {
  const random = mersenneTwister(3);
  const labels = Array.from({ length: 36 }, (_, index) => index % 3);
  const features = labels.map((label) =>
    Array.from({ length: 8 }, (_, axis) => (axis === label ? 12 : 0) + random.normal()),
  );
  return { labels, features };
}

test('the same features give the same picture', async () => {
  const { features } = clouds();
  expect(await tsne(features)).toEqual(await tsne(features));
});

test('neighbours stay neighbours', async () => {
  const { labels, features } = clouds();
  const points = await tsne(features);
  const nearest = points.map(([x, y], own) => {
    const distances = points.map(([u, v], other) => (own === other ? Infinity : Math.hypot(x - u, y - v)));
    return labels[distances.indexOf(Math.min(...distances))];
  });
  expect(nearest).toEqual(labels);
});

test('few points', async () => {
  expect(await tsne([])).toEqual([]);
  expect(
    await tsne([
      [1, 2],
      [3, 4],
    ]),
  ).toHaveLength(2);
});
