import type { ClipConfig } from '@dsra/clip';
import type { Json, Protocol } from '@dsra/prompts';
import { smallModelOptions } from '../protocols/smallModelOptions';
import type { AskedMethod } from './assign';
import { isSmall } from '../inference/isSmall';

export type Options = Readonly<Record<string, Json>>;

/**
 * The options of one method: those that were asked for, then its paper's in this protocol; the others keep their
 * defaults. Without an architecture, what depends on one is left out.
 */
export const optionsOf = (
  { entry, asked }: AskedMethod,
  protocol: Protocol,
  config?: ClipConfig,
): Options => ({
  ...(config && isSmall(config) && smallModelOptions(entry)),
  ...entry.settings?.[protocol].options,
  ...settled(asked, config),
});

const stated = (values: readonly (readonly [string, Json | undefined])[]): Options =>
  Object.fromEntries(values.filter((pair): pair is [string, Json] => pair[1] !== undefined));

function settled(asked: AskedMethod['asked'], config: ClipConfig | undefined): Options {
  const values = Object.entries(asked).map(
    ([option, value]) => [option, typeof value === 'function' ? config && value(config) : value] as const,
  );
  return stated(values);
}
