import type { Schedule } from './schedule';

/** The same rate in every epoch. */
export const constant =
  (learningRate: number): Schedule =>
  () =>
    learningRate;
