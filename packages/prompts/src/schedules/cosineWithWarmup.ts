import type { Schedule } from './schedule';

/**
 * Dassl's schedule: `warmupRate` for the first epochs, then half a cosine, stepped once per epoch:
 * rate/2 · (1 + cos(π·(epoch − warmupEpochs) / epochs)).
 * The cosine's length is all epochs, warm-up included: so the last epoch does not reach 0.
 */
export function cosineWithWarmup(
  learningRate: number,
  { warmupEpochs = 1, warmupRate = 1e-5 } = {},
): Schedule {
  return (epoch, epochs) =>
    epoch < warmupEpochs
      ? warmupRate
      : (learningRate / 2) * (1 + Math.cos((Math.PI * (epoch - Math.max(warmupEpochs, 0))) / epochs));
}
