import type { MethodEntry, MethodOption } from '@dsra/prompts';
import { table } from '../terminal/table';
import { valueInWords } from './inWords';
import { withWrappedEnd } from './wrapped';

/** The options of a method as lines: name, what it is about, what it takes, its default. */
export function optionLines({ options }: MethodEntry): string[] {
  const rows = Object.entries(options).map(([name, option]) => [
    `  ${name}`,
    `${option.about}; takes ${option.expects}${defaultInWords(option)}`,
  ]);
  return rows.length === 0 ? [] : table(withWrappedEnd(rows));
}

function defaultInWords({ default: standard, onSmallModels: small }: MethodOption): string {
  if (standard === undefined) return '';
  const narrow = small === undefined ? '' : `; ${valueInWords(small)} where a tower is narrower than 512`;
  return ` (default: ${valueInWords(standard)}${narrow})`;
}
