import { activate } from './activate';
import type { Candidate } from './candidate';

/** Plain JavaScript: always there, for tests and tiny models. */
export const cpu: Candidate = {
  name: 'cpu',
  label: 'cpu',
  async start({ startLimit }) {
    const failure = await activate('cpu', startLimit);
    if (failure !== undefined)
      return { reason: failure, remedy: 'import @tensorflow/tfjs, not only tfjs-core' };
    return { matrixProducts: 'plain JavaScript', threads: 1, reason: 'nothing faster could be had' };
  },
};
