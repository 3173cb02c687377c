import { type ProtocolPlan, product } from './plan';

/** All classes from a few pictures of each (the paper's Fig. 3). */
export const fewShot: ProtocolPlan = {
  name: 'fewShot',
  defaults: () => ({ shots: [1, 2, 4, 8, 16] }),
  cells: (request) => product('fewShot', request),
};
