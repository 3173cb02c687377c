import { mersenneTwister } from '@dsra/core';

const perplexity = 30;
const steps = 500;

/**
 * Points in the plane, neighbours near one another (van der Maaten and Hinton, 2008). The library draws its start from
 * Math.random; here it comes from a seed, so that the same features always give the same picture.
 */
export async function tsne(features: readonly (readonly number[])[]): Promise<[number, number][]> {
  if (features.length < 3) return features.map((_, index) => [index, 0]);
  const { TSNE } = await import('@keckelt/tsne');
  const random = mersenneTwister(1);
  const most = Math.min(perplexity, (features.length - 1) / 3);
  const solver = new TSNE({ dim: 2, perplexity: most, epsilon: 10 });
  solver.gaussRandom = () => random.normal();
  solver.initDataRaw(features.map((row) => [...row]));
  for (let step = 0; step < steps; step++) {
    solver.step();
    // Other work of the process goes on meanwhile.
    if (step % 20 === 0) await new Promise((resume) => setImmediate(resume));
  }
  return (solver.getSolution() as [number, number][]).map(([x, y]) => [x, y]);
}
