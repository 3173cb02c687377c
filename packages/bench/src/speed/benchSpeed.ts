import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDsraError } from '@dsra/core';
import { type Io, processIo } from '../terminal/io';
import { shellLine } from '../terminal/shellLine';
import { measureSpeeds } from './measureSpeeds';
import { serveWork, startOurProcess, type StartOurs, WORK_FLAG } from './ourProcess';
import { ensureRandomCheckpoint } from './randomCheckpoint';
import { parseSpeedOptions, speedHelp, type SpeedOptions } from './speedOptions';
import { speedTable } from './speedTable';

/**
 * `npm run bench:speed`: measures, prints, gives the exit code: 0, or 2 for bad input. Progress goes to stderr.
 *
 * @param start how this library's own works are started: by default the program that called this, once more each
 */
export async function benchSpeed(
  args: readonly string[],
  { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'> = processIo(),
  start: StartOurs = startOurProcess(process.argv[1]!),
): Promise<number> {
  const print = (line: string) => void stdout.write(`${line}\n`);
  const say = (line: string) => void stderr.write(`${line}\n`);
  if (args[0] === WORK_FLAG) return serveWork(args[1]!, print);
  try {
    const options = parseSpeedOptions(args);
    if (options.help) {
      print(speedHelp);
      return 0;
    }
    const folder = options.model ?? (await randomModel(options.architecture, say));
    const command = shellLine(['npm', 'run', 'bench:speed', ...(args.length > 0 ? ['--', ...args] : [])]);
    const result = await measureSpeeds({ ...options, command, folder, start, onLine: say });
    if (options.json) print(JSON.stringify(result));
    else speedTable(result).forEach(print);
    return 0;
  } catch (error) {
    if (!isDsraError(error)) throw error;
    say(`error: ${error.message}`);
    return 2;
  }
}

/** A checkpoint of random weights in the temporary folder, kept for the next time. */
async function randomModel(
  { name, config }: SpeedOptions['architecture'],
  say: (line: string) => void,
): Promise<string> {
  const folder = join(tmpdir(), `dsra-random-${name.replaceAll(/[^\w]+/gu, '-').toLowerCase()}`);
  say(`model: ${name} with random weights, in ${folder}`);
  await ensureRandomCheckpoint(folder, config);
  return folder;
}
