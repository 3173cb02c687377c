import { isDsraError } from '@dsra/core';
import { constant, fit, type FitOptions, type Method, type Tuned } from '@dsra/prompts';

/** A training run through `fit` that takes a step whenever it is asked to. */
export interface Stepwise {
  /** Takes a step; gives milliseconds. */
  step(): Promise<number>;
  /** Ends the run and disposes what it learned. */
  stop(): Promise<void>;
}

/** More steps than anybody asks for. */
const EPOCHS = 1000;
/** Random weights are no model: at a usual rate their losses could leave the numbers. */
const RATE = 1e-6;

/**
 * Starts a run whose epochs are one batch long and takes the first step, which also warms everything up. After each epoch
 * `fit` waits for `validate`: that is where the run stands still.
 *
 * @param examples one batch
 * @param onFirst sees what is learned after the first step
 */
export async function startStepwise(
  method: Method,
  options: Pick<FitOptions, 'clip' | 'classNames' | 'examples'>,
  onFirst: (tuned: Tuned) => void,
): Promise<Stepwise> {
  const end = new AbortController();
  let arrive: (() => void) | undefined;
  let go: (() => void) | undefined;
  let arrived = new Promise<void>((resolve) => (arrive = resolve));
  let first = true;
  const ended = fit(method, {
    ...options,
    ...{ epochs: EPOCHS, batchSize: options.examples.length, schedule: constant(RATE) },
    // The whole picture, as it is: but as a picture that may differ each time, so that nothing is computed beforehand.
    augment: { leastArea: 1 },
    signal: end.signal,
    validate: async (tuned) => {
      if (first) onFirst(tuned);
      first = false;
      arrive!();
      await new Promise<void>((resolve) => (go = resolve));
      return 0;
    },
  }).then(
    (tuned) => {
      tuned.dispose();
      throw new Error('the run ended by itself');
    },
    (error: unknown) => {
      if (!isDsraError(error) || error.code !== 'interrupted') throw error;
    },
  );
  await Promise.race([arrived, ended]);
  return {
    step: async () => {
      arrived = new Promise<void>((resolve) => (arrive = resolve));
      const start = performance.now();
      go!();
      await Promise.race([arrived, ended]);
      return performance.now() - start;
    },
    stop: async () => {
      end.abort();
      go!();
      await ended;
    },
  };
}
