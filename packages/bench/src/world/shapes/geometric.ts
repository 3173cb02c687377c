import { box, disc, polygon, regular, rim, star, union, without, type Distance } from './distance';

const heart: Distance = union(
  disc(-0.44, -0.36, 0.5),
  disc(0.44, -0.36, 0.5),
  polygon([-0.9, -0.17], [0, -0.6], [0.9, -0.17], [0, 0.95]),
);

const petals = Array.from({ length: 5 }, (_, i) =>
  disc(0.58 * Math.sin((i * 2 * Math.PI) / 5), -0.58 * Math.cos((i * 2 * Math.PI) / 5), 0.38),
);

/** Geometric shapes, each within the unit circle or nearly so. */
export const geometric = {
  circle: disc(0, 0, 0.88),
  square: box(0, 0, 0.75, 0.75),
  triangle: polygon([0, -0.9], [0.9, 0.7], [-0.9, 0.7]),
  star: star(5, 0.42),
  heart,
  cross: union(box(0, 0, 0.9, 0.3), box(0, 0, 0.3, 0.9)),
  ring: rim(disc(0, 0, 0.92), 0.36),
  hexagon: regular(6),
  moon: without(disc(0, 0, 0.92), disc(0.48, -0.1, 0.74)),
  arrow: polygon(
    [0.95, 0],
    [0.1, -0.75],
    [0.1, -0.28],
    [-0.95, -0.28],
    [-0.95, 0.28],
    [0.1, 0.28],
    [0.1, 0.75],
  ),
  diamond: polygon([0, -0.98], [0.62, 0], [0, 0.98], [-0.62, 0]),
  drop: union(disc(0, 0.3, 0.6), polygon([0, -0.98], [0.53, 0.05], [-0.53, 0.05])),
  flower: union(...petals, disc(0, 0, 0.32)),
  bolt: polygon([0.25, -0.98], [-0.6, 0.15], [-0.05, 0.15], [-0.3, 0.98], [0.6, -0.25], [0.05, -0.25]),
} satisfies Record<string, Distance>;
