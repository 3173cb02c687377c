/** The methods that `npm run bench:methods` compares, each alone and with DsRA. */
import { combine, dsra, methodNamed, methodTable, type Method, type Protocol } from '@dsra/prompts';
import { embeddedSettings } from './embeddedSettings';

/** One row of the table. */
export interface Contestant {
  /** By the method table. */
  readonly method: string;
  readonly withDsra: boolean;
}

/** DsRA without anything else. */
export const dsraAlone: Contestant = { method: 'dsra', withDsra: true };

/** Every method of the table that is trained and has no adapters of its own, alone and with DsRA; then DsRA alone. */
export const contestants: readonly Contestant[] = [
  ...Object.entries(methodTable)
    .filter(([, { settings, options }]) => settings && !('rank' in options))
    .flatMap(([method]) => [
      { method, withDsra: false },
      { method, withDsra: true },
    ]),
  dsraAlone,
];

const { rank } = embeddedSettings;

/** The method as the embedded model trains it: the paper's options for the protocol, where it has any. */
export function contestantMethod(
  { method, withDsra }: Contestant,
  protocol: Protocol,
  template: string,
): Method {
  const { settings, options } = methodTable[method]!;
  const hasAdapters = 'rank' in options;
  const words = { template, teacherTemplate: template, teacherTemplates: template };
  // The embedded model reads most words of the papers' 60 templates letter by letter: they are no teacher for it.
  const ofTask = Object.fromEntries(Object.entries(words).filter(([option]) => option in options));
  const given = { ...settings?.[protocol].options, ...ofTask, ...(hasAdapters && { rank }) };
  const alone = methodNamed(method, given);
  return withDsra && !hasAdapters ? combine({ [method]: alone, dsra: dsra({ rank }) }) : alone;
}
