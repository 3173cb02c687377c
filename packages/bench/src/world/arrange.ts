import type { Random } from '@dsra/core';
import type { Arrangement } from './description';
import { integer, pick, uniform } from './draws';

/** Where one of several things stands: centre and largest radius that keeps them apart, in units of the picture. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

type Arrange = (count: number, random: Random) => readonly Spot[];

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Along a line through the picture's middle, more or less. */
const line =
  (dx: number, dy: number): Arrange =>
  (count, random) => {
    const gap = Math.min(0.27, 0.86 / count);
    const drift = uniform(random, -0.2, 0.2);
    const flip = dx !== 0 && dy !== 0 ? pick(random, [1, -1]) : 1;
    return range(count).map((i) => {
      const t = (i - (count - 1) / 2) * gap;
      return {
        x: 0.5 + t * dx + drift * (1 - dx),
        y: 0.5 + t * dy * flip + drift * (1 - dy),
        radius: gap * 0.46,
      };
    });
  };

const circle: Arrange = (count, random) => {
  const radius = uniform(random, 0.29, 0.35);
  const start = uniform(random, 0, 2 * Math.PI);
  const each = Math.min(0.14, (radius * Math.PI * 0.85) / count);
  return range(count).map((i) => {
    const angle = start + (2 * Math.PI * i) / count;
    return { x: 0.5 + radius * Math.cos(angle), y: 0.5 + radius * Math.sin(angle), radius: each };
  });
};

const grid: Arrange = (count) => {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const gap = 0.86 / columns;
  return range(count).map((i) => ({
    x: 0.5 + ((i % columns) - (columns - 1) / 2) * gap,
    y: 0.5 + (Math.floor(i / columns) - (rows - 1) / 2) * gap,
    radius: gap * 0.42,
  }));
};

/** A heap on the ground: rows of 3, 2, 1 from below, touching. */
const pile: Arrange = (count, random) => {
  const base = count > 3 ? 3 : 2;
  const radius = base === 3 ? 0.15 : 0.19;
  const left = 0.5 + uniform(random, -0.12, 0.12);
  const spots: Spot[] = [];
  for (let row = 0; spots.length < count; row++) {
    const width = Math.max(1, base - row);
    for (let i = 0; i < width && spots.length < count; i++) {
      spots.push({ x: left + (i - (width - 1) / 2) * radius * 1.7, y: 0.84 - row * radius * 1.45, radius });
    }
  }
  return spots;
};

const corners: Arrange = (_count, random) => {
  const inset = uniform(random, 0.17, 0.22);
  return range(4).map((i) => ({
    x: i % 2 === 0 ? inset : 1 - inset,
    y: i < 2 ? inset : 1 - inset,
    radius: 0.145,
  }));
};

/** Anywhere, away from each other where that can be had in a few tries. */
const scattered: Arrange = (count, random) => {
  const spots: Spot[] = [];
  const radius = count > 5 ? 0.1 : 0.125;
  for (let tries = 0; spots.length < count; tries++) {
    const spot = { x: uniform(random, 0.13, 0.87), y: uniform(random, 0.13, 0.87), radius };
    const free = spots.every(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) > 2 * radius);
    if (free || tries > 60) spots.push(spot);
  }
  return spots;
};

/** How several things stand together. */
export const arrangements: Readonly<Record<Arrangement, Arrange>> = {
  row: line(1, 0),
  column: line(0, 1),
  diagonal: line(1, 1),
  circle,
  grid,
  pile,
  corners,
  scattered,
};

export const arrangementNames = Object.keys(arrangements) as readonly Arrangement[];

/** A number of things that shows the arrangement. */
export function countFor(arrangement: Arrangement, random: Random): number {
  if (arrangement === 'corners') return 4;
  if (arrangement === 'grid') return pick(random, [4, 6, 9]);
  if (arrangement === 'circle') return integer(random, 4, 6);
  if (arrangement === 'pile') return pick(random, [3, 6]);
  return integer(random, arrangement === 'scattered' ? 3 : 2, arrangement === 'scattered' ? 6 : 4);
}
