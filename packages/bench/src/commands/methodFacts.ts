import { architectures } from '@dsra/clip';
import { countTrainable, type Json, type MethodEntry, methodNamed, type TrainableCount } from '@dsra/prompts';
import { type Mergeability, mergeabilityOf } from './mergeability';

/** The model and the number of classes that parameters are counted for: the papers'. */
export const countedOn = { backbone: 'ViT-B/16', classes: 10 } as const;

/** What the method table and the method itself tell. */
export interface MethodFacts {
  readonly paper: string;
  readonly trains: string;
  readonly count: TrainableCount;
  readonly merges: Mergeability;
  readonly defaults: Readonly<Record<string, Json>>;
}

export function factsOf(name: string, { paper, trains, options }: MethodEntry): MethodFacts {
  const method = methodNamed(name);
  const { backbone, classes } = countedOn;
  const defaults = Object.entries(options).flatMap(([option, { default: standard }]) =>
    standard === undefined ? [] : [[option, standard] as const],
  );
  return {
    paper,
    trains,
    count: countTrainable(method, architectures[backbone], { classes }),
    merges: mergeabilityOf(method),
    defaults: Object.fromEntries(defaults),
  };
}
