import type { BenchProtocol, Cell } from '../../packages/bench/src/grid/cell';
import { gridRequest, type AskedGrid } from '../../packages/bench/src/grid/gridRequest';
import { protocolPlans } from '../../packages/bench/src/grid/protocols/protocols';

/** The cells of a protocol: on two drawn tasks, with two seeds, unless said otherwise. */
export function smallGrid(protocol: BenchProtocol, asked: AskedGrid = {}): Cell[] {
  const plan = protocolPlans[protocol];
  const dataSets = ['embedded/textures', 'embedded/tropical-fish'];
  const isWithin = protocol !== 'domainGeneralisation' && protocol !== 'crossDataSet';
  return plan.cells(
    gridRequest(plan, { seeds: [1, 2], testPerClass: 5, ...(isWithin && { dataSets }), ...asked }),
  );
}

/** A little of everything. */
export const everyProtocol = (): Cell[] => [
  ...smallGrid('fewShot', { methods: ['zeroShot', 'coOp', 'dsra'], shots: [1, 4] }),
  ...smallGrid('baseToNew', { methods: ['zeroShot', 'coOp', 'dsra'] }),
  ...smallGrid('domainGeneralisation', { methods: ['dsra'] }),
  ...smallGrid('crossDataSet', { methods: ['dsra'] }),
  ...smallGrid('rank', { methods: ['dsra'], ranks: [1, 4, 16] }),
  ...smallGrid('sharing', { methods: ['dsra'], shots: [1, 4] }),
  ...smallGrid('placement', { methods: ['dsra'] }),
  ...smallGrid('plugIn', { methods: ['kgCoOp'], shots: [1, 4] }),
  ...smallGrid('complexity', { methods: ['zeroShot', 'coOp', 'dsra'], dataSets: ['embedded/textures'] }),
];
