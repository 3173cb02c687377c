import { type ProtocolPlan, product } from './plan';

/** Learned numbers, pictures per second, and accuracy (the paper's Table 1). */
export const complexity: ProtocolPlan = {
  name: 'complexity',
  defaults: (on) => ({ seeds: [1], dataSets: [on === 'embedded' ? 'embedded/objects' : 'imagenet'] }),
  cells: (request) => product('complexity', request),
};
