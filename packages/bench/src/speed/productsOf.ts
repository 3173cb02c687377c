import type { Products } from './products';
import type { SpeedResult } from './speedResult';

/** For people: `PyTorch 1.13.0 with OpenBLAS 0.3.21 on 2 threads`. */
function productsInWords(version: string, { library, threads, ownThreads }: Products): string {
  const own = threads === ownThreads ? '' : ` and ${ownThreads} of its own`;
  return `${version} with ${library} on ${threads} thread${threads === 1 ? '' : 's'}${own}`;
}

type Known = Pick<SpeedResult, 'works' | 'sgemmPeak' | 'threads'>;

/** Each of the other sides whose products were told, once, and whether it has the BLAS and the threads that are used here. */
export function productsOf({ works, sgemmPeak, threads }: Known): { words: string; alike: boolean }[] {
  const { library: here } = sgemmPeak ?? {};
  const told = new Map<string, boolean>();
  for (const { version, products } of works.flatMap(({ turns }) => turns)) {
    if (version === undefined || products === undefined) continue;
    const { library, threads: inProducts, ownThreads } = products;
    const alike = library === here && inProducts === threads && ownThreads === threads;
    told.set(productsInWords(version, products), alike);
  }
  return [...told].map(([words, alike]) => ({ words, alike }));
}
