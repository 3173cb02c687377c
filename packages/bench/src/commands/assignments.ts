import type { ClipConfig } from '@dsra/clip';
import { proportionalPairing } from '@dsra/core';
import type { Json } from '@dsra/prompts';
import type { MethodOptions } from './methodOptions';

/** A value of an option, or how the model decides it; undefined: the method's default. */
export type Value = Json | ((config: ClipConfig) => Json | undefined);

/** A value for an option, before it is known which method's. */
export interface Assignment {
  /** As it was typed. */
  readonly written: string;
  /** Whose option it is, as it was typed; without it, it is looked for. */
  readonly method?: string;
  readonly option: string;
  readonly value: Value;
}

/** All that was asked for: an option of the command line is another way to write `--set`. */
export function assignmentsOf(options: MethodOptions): Assignment[] {
  return [
    ...flag('--rank', 'rank', options.rank),
    ...flag('--sites', 'sites', options.sites),
    ...coefficients(options),
    ...flag('--pairing', 'pairing', options.pairing && pairings[options.pairing]),
    ...flag('--template', 'template', options.template),
    ...(options.set ?? []),
  ];
}

const flag = (written: string, option: string, value: Value | undefined): Assignment[] =>
  value === undefined ? [] : [{ written, option, value }];

/** Two flags of one option. */
function coefficients({ coefficients, perSite }: MethodOptions): Assignment[] {
  if (coefficients === undefined && perSite === undefined) return [];
  const written = coefficients === undefined ? '--per-site' : '--coefficients';
  const value = { acrossTowers: coefficients ?? 'shared', acrossSites: perSite ? 'separate' : 'shared' };
  return flag(written, 'coefficients', value);
}

const pairings: Readonly<Record<NonNullable<MethodOptions['pairing']>, Value>> = {
  layers: () => undefined,
  proportional: ({ text, vision }) => ({ ...proportionalPairing(text.layers, vision.layers) }),
};
