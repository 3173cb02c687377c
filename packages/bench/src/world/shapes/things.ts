import { both, box, disc, ellipse, polygon, rim, union, without, type Distance } from './distance';

const fish = without(
  union(ellipse(0.18, 0, 0.75, 0.48), polygon([-0.4, 0], [-0.98, -0.52], [-0.8, 0], [-0.98, 0.52])),
  disc(0.58, -0.12, 0.09),
);

const cat = union(
  ellipse(0, 0.18, 0.82, 0.66),
  polygon([-0.8, 0.1], [-0.78, -0.92], [-0.1, -0.4]),
  polygon([0.8, 0.1], [0.78, -0.92], [0.1, -0.4]),
);

const key = union(
  rim(disc(-0.52, 0, 0.44), 0.22),
  box(0.4, 0, 0.56, 0.11),
  box(0.86, 0.2, 0.09, 0.24),
  box(0.56, 0.17, 0.09, 0.2),
);

const umbrella = union(
  both(disc(0, 0.1, 0.95), box(0, -0.5, 1, 0.6)),
  box(0.02, 0.4, 0.08, 0.42),
  both(rim(disc(-0.17, 0.76, 0.27), 0.16), box(-0.17, 0.9, 0.3, 0.16)),
);

const car = union(
  box(0, 0.15, 0.95, 0.26),
  polygon([-0.6, -0.05], [-0.38, -0.5], [0.3, -0.5], [0.6, -0.05]),
  disc(-0.52, 0.42, 0.24),
  disc(0.52, 0.42, 0.24),
);

const tree = union(
  disc(0, -0.42, 0.5),
  disc(-0.38, -0.05, 0.38),
  disc(0.38, -0.05, 0.38),
  box(0, 0.55, 0.14, 0.42),
);

const bird = union(
  ellipse(0.05, 0.12, 0.62, 0.36),
  disc(0.58, -0.3, 0.27),
  polygon([0.78, -0.38], [1, -0.24], [0.78, -0.18]),
  polygon([-0.4, 0.2], [-0.98, -0.2], [-0.9, 0.3]),
  box(0.12, 0.62, 0.05, 0.26),
);

/** Silhouettes of things, each within the unit circle or nearly so. */
export const things = {
  house: union(box(0, 0.38, 0.62, 0.5), polygon([-0.92, -0.05], [0, -0.95], [0.92, -0.05])),
  tree,
  fish,
  boat: union(
    polygon([-0.95, 0.25], [0.95, 0.25], [0.55, 0.8], [-0.55, 0.8]),
    polygon([-0.05, -0.95], [0.65, 0.12], [-0.05, 0.12]),
  ),
  mushroom: union(both(disc(0, 0.05, 0.92), box(0, -0.5, 1, 0.58)), box(0, 0.45, 0.26, 0.45)),
  key,
  cup: union(
    polygon([-0.72, -0.65], [0.5, -0.65], [0.36, 0.75], [-0.58, 0.75]),
    rim(disc(0.48, -0.05, 0.42), 0.18),
  ),
  rocket: union(
    ellipse(0, -0.12, 0.34, 0.86),
    polygon([-0.2, 0.1], [-0.72, 0.9], [0, 0.55], [0.72, 0.9], [0.2, 0.1]),
  ),
  cat,
  car,
  crown: polygon(
    [-0.9, 0.65],
    [-0.95, -0.6],
    [-0.42, -0.02],
    [0, -0.8],
    [0.42, -0.02],
    [0.95, -0.6],
    [0.9, 0.65],
  ),
  umbrella,
  bird,
  hammer: union(box(0, -0.6, 0.72, 0.26), box(0, 0.2, 0.13, 0.75)),
  spoon: union(ellipse(0, -0.52, 0.4, 0.48), box(0, 0.42, 0.1, 0.55)),
} satisfies Record<string, Distance>;
