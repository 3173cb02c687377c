import { cloneParams, type Params } from '@dsra/core';
import { copySetup } from '../setup';
import type { Run } from '../training/run';
import { createTuned, type Tuned } from './tuned';

/** Shows the current parameters to a function as a `Tuned`, which is gone afterwards. */
export async function lent<T>(run: Run, params: Params, use: (tuned: Tuned) => Promise<T>): Promise<T> {
  const tuned = createTuned({ run: { ...run, setup: copySetup(run.setup) }, params: cloneParams(params) });
  try {
    return await use(tuned);
  } finally {
    tuned.dispose();
  }
}
