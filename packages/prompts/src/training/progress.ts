/** What `onProgress` is told after every step; epochs and steps count from 1. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  /** The sum of the losses of this step's batch, before the step. */
  readonly loss: number;
  /** The losses by name: `crossEntropy` and the method's terms. */
  readonly terms: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly picturesPerSecond: number;
  readonly secondsLeft: number;
  /** What `validate` gave, at the last step of an epoch. */
  readonly validation?: number;
}

/** How fast steps are: a running mean that follows changes within about ten steps. */
export function stopwatch(now: () => number = () => performance.now()) {
  let last = now();
  let milliseconds: number | undefined;
  return {
    /** Call at the start of work that is to be timed. */
    start: () => {
      last = now();
    },
    /** Call after each step; gives seconds per step. */
    lap: (): number => {
      const time = now();
      const elapsed = Math.max(time - last, 1e-3);
      last = time;
      milliseconds = milliseconds === undefined ? elapsed : 0.9 * milliseconds + 0.1 * elapsed;
      return milliseconds / 1000;
    },
  };
}
