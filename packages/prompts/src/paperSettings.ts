import type { Json } from './recipe';
import type { TrainingDefaults } from './trainingDefaults';

/**
 * What the papers measure: all classes from few pictures; half of the classes, then the other half too; training on one
 * data set and testing on others (which is also how domain generalisation is trained).
 */
export const protocols = ['fewShot', 'baseToNew', 'crossDataset'] as const;
export type Protocol = (typeof protocols)[number];

/** How a paper trains its method in one protocol. */
export interface PaperSetting {
  /** Options that differ from the method's defaults. */
  readonly options?: Readonly<Record<string, Json>>;
  readonly training: TrainingDefaults;
  /** Where the epochs depend on the pictures per class: for so many and more. */
  readonly epochsFromShots?: Readonly<Record<number, number>>;
  /** Where it is written, and what is not the paper's own. */
  readonly source: string;
}

/** A method's settings by protocol. Where a paper leaves one out, it says whose setting is taken instead. */
export type PaperSettings = Readonly<Record<Protocol, PaperSetting>>;

/** How to train with so many pictures per class. */
export function trainingFor({ training, epochsFromShots = {} }: PaperSetting, shots = 16): TrainingDefaults {
  const reached = Object.keys(epochsFromShots)
    .map(Number)
    .filter((least) => least <= shots);
  return reached.length > 0 ? { ...training, epochs: epochsFromShots[Math.max(...reached)]! } : training;
}
