import { isDsraError } from '@dsra/core';
import { type Io, processIo } from '../terminal/io';
import { embeddedShortfalls } from './embeddedCheck';
import { embeddedHelp, type EmbeddedOptions, parseEmbeddedOptions } from './embeddedOptions';
import { embeddedResults, embeddedTable, type EmbeddedTableOptions } from './embeddedTable';
import type { FewShotResult } from './fewShot';

/**
 * `npm run bench:embedded`: measures, prints, gives the exit code: 0, 2 for bad input, with `--check` 1 where the
 * results fall short. Progress goes to stderr.
 */
export async function benchEmbedded(
  args: readonly string[],
  { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'> = processIo(),
  measure: (options: EmbeddedTableOptions) => Promise<FewShotResult[]> = embeddedResults,
): Promise<number> {
  const say = (line: string) => void stderr.write(`${line}\n`);
  try {
    const options = parseEmbeddedOptions(args);
    if (options.help) {
      stdout.write(embeddedHelp);
      return 0;
    }
    const results = await measure({ ...options, say });
    stdout.write(shown(results, options));
    const shortfalls = options.check ? embeddedShortfalls(results) : [];
    for (const line of shortfalls) say(`falls short: ${line}`);
    return shortfalls.length > 0 ? 1 : 0;
  } catch (error) {
    if (!isDsraError(error)) throw error;
    say(`error: ${error.message}`);
    return 2;
  }
}

function shown(results: readonly FewShotResult[], { json }: EmbeddedOptions): string {
  return json ? `${JSON.stringify(results, undefined, 2)}\n` : `\n${embeddedTable(results).join('\n')}\n`;
}
