import { type Command, Option } from 'commander';
import type { Protocol } from '@dsra/prompts';
import { namesIn, type Setting, setting } from './settings';
import { someOf, template, wholeNumber } from './values';

export const siteNames = ['attention', 'feedForward'] as const;

/** The method and its options: what decides which parameters are trained. Absent: the paper's. */
export interface MethodOptions {
  /** In any way of writing a name of the table. */
  readonly method: string;
  readonly with?: readonly string[];
  readonly protocol: Protocol;
  readonly set?: readonly Setting[];
  readonly template?: string;
  readonly rank?: number;
  readonly sites?: readonly (typeof siteNames)[number][];
  readonly coefficients?: 'shared' | 'separate';
  readonly perSite?: boolean;
  readonly pairing?: 'layers' | 'proportional';
}

/** As commander calls them. */
export const methodOptionNames = Object.keys({
  method: true,
  with: true,
  protocol: true,
  set: true,
  template: true,
  rank: true,
  sites: true,
  coefficients: true,
  perSite: true,
  pairing: true,
} satisfies Record<keyof MethodOptions, true>);

// Written out, because importing them would load TensorFlow.js for every `--help`.
const protocolNames = Object.keys({
  fewShot: true,
  baseToNew: true,
  crossDataset: true,
} satisfies Record<Protocol, true>);

export function withMethod(command: Command): Command {
  const protocol = new Option(
    '--protocol <name>',
    "which of the paper's settings: options, and training unless the model is small",
  );
  command
    .optionsGroup(
      'Method (`dsra methods` lists them; beside --help, the options of those that are named are told):',
    )
    .option('--method <name>', 'what is trained, in any case', 'dsra')
    .option('--with <names>', 'other methods to train with it, comma-separated', namesIn)
    .addOption(protocol.choices(protocolNames).default('fewShot'))
    .option(
      '--set <name=value>',
      "a method's option, as often as needed; promptSrc.textDepth=3 says whose",
      setting,
    )
    .option(
      '--template <sentence>',
      'the sentence around the class names, of methods that have one, e.g. "a photo of a {}."',
      template,
    );
  return withAdapterShape(command).optionsGroup('Options:');
}

/** The options of methods with DsRA as options of their own. */
function withAdapterShape(command: Command): Command {
  const sites = 'where adapters stand: attention, feedForward, comma-separated (default: both)';
  const coefficients = 'one set for both towers, or one for each (default: "shared")';
  const pairing = 'for towers of unequal depth that share coefficients (default: "layers")';
  return command
    .optionsGroup('Methods with DsRA:')
    .option(
      '--rank <k>',
      "columns of each shared matrix (default: the paper's 50; less where a tower is narrower than 512)",
      wholeNumber(1),
    )
    .option('--sites <names>', sites, someOf(siteNames))
    .addOption(new Option('--coefficients <kind>', coefficients).choices(['shared', 'separate']))
    .option('--per-site', 'coefficients per layer and block kind, not per layer alone')
    .addOption(new Option('--pairing <kind>', pairing).choices(['layers', 'proportional']));
}
