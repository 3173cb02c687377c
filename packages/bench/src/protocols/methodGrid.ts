/** The methods that `npm run bench:methods` compares, each alone and with DsRA. */
import { combine, dsra, type Method, methodNamed, methodTable, type Protocol } from '@dsra/prompts';
import { embeddedSettings } from './embeddedSettings';
import { smallModelOptions } from './smallModelOptions';

/** One row of the table. */
export interface Contestant {
  /** By the method table. */
  readonly method: string;
  readonly withDsra: boolean;
}

const { rank } = embeddedSettings;

/** Adapters of its own: then it is a row of its own, with DsRA once. */
const hasAdapters = (method: Method): boolean => method.lora !== undefined || method.unfolded !== undefined;

/**
 * Every method of the table that is trained, alone and with DsRA; of those that have adapters, DsRA alone: PromptSRC with DsRA
 * is there already.
 */
export const contestants: readonly Contestant[] = Object.entries(methodTable)
  .filter(([, { settings }]) => settings !== undefined)
  .flatMap(([method]) => {
    const plain = methodNamed(method);
    if (!hasAdapters(plain)) return [false, true].map((withDsra) => ({ method, withDsra }));
    return plain.lora ? [{ method, withDsra: true }] : [];
  });

/** The method as the embedded model trains it: the paper's options for the protocol, where it has any. */
export function contestantMethod(
  { method, withDsra }: Contestant,
  protocol: Protocol,
  template: string,
): Method {
  const { settings, options } = methodTable[method]!;
  // The embedded model reads most words of the papers' 60 templates letter by letter: they are no teacher for it.
  const written = { template, teacherTemplate: template, teacherTemplates: template };
  const known = Object.fromEntries(Object.entries(written).filter(([option]) => option in options));
  const small = smallModelOptions(methodTable[method]!);
  const alone = methodNamed(method, { ...small, ...settings?.[protocol].options, ...known });
  return withDsra && !hasAdapters(alone) ? combine({ [method]: alone, dsra: dsra({ rank }) }) : alone;
}
