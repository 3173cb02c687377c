/** Learning rate of an epoch: `epoch` counts from 0 to `epochs - 1`. */
export type Schedule = (epoch: number, epochs: number) => number;
