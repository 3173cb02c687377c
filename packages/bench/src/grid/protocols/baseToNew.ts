import { type ProtocolPlan, product } from './plan';

/** Learned on the first half of the classes; tested on each half among its own classes (the paper's Table 2). */
export const baseToNew: ProtocolPlan = {
  name: 'baseToNew',
  defaults: () => ({}),
  cells: (request) => product('baseToNew', request),
};
