import { membersOf, type NamedMethods } from './members';
import { optionLines } from './optionLines';

/**
 * What `--help` adds about the methods that stand beside it on the command line.
 * @throws DsraError `badConfig` for an unknown name
 */
export function methodHelp(asked: NamedMethods): string {
  const parts = membersOf(asked).map(({ name, entry }) =>
    [`Options of ${name}, as --set name=value:`, ...optionLines(entry), ''].join('\n'),
  );
  return parts.join('\n');
}
