import { type Command, Option } from 'commander';
import { someOf, wholeNumber } from './values';

export const siteNames = ['attention', 'feedForward'] as const;

/** What DsRA is to be: the options that decide which parameters are trained. */
export interface MethodOptions {
  /** Absent: see `defaultRank`. */
  readonly rank?: number;
  readonly sites: readonly (typeof siteNames)[number][];
  readonly coefficients: 'shared' | 'separate';
  readonly perSite?: boolean;
  readonly pairing: 'layers' | 'proportional';
}

export function withMethod(command: Command): Command {
  const rank =
    "columns of each shared matrix (default: the paper's 50; less where a tower is narrower than 512)";
  const coefficients = new Option('--coefficients <kind>', 'one set for both towers, or one for each');
  const pairing = new Option('--pairing <kind>', 'for towers of unequal depth that share coefficients');
  return command
    .option('--rank <k>', rank, wholeNumber(1))
    .option('--sites <names>', 'where adapters stand: one or both, comma-separated', someOf(siteNames), [
      ...siteNames,
    ])
    .addOption(coefficients.choices(['shared', 'separate']).default('shared'))
    .option('--per-site', 'coefficients per layer and block kind, not per layer alone')
    .addOption(pairing.choices(['layers', 'proportional']).default('layers'));
}
