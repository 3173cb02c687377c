import { type Io, processIo } from '../terminal/io';
import { program } from './program';
import { reportFailure } from './reportFailure';

/**
 * Runs one `dsra` command line and returns its exit code: 0, 2 for bad input (one line on stderr), 130 when
 * interrupted, 1 for a bug.
 *
 * ```ts
 * await run(['info', '--backbone', 'ViT-B/16']); // 0
 * ```
 */
export async function run(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    await program({ ...io, argv }).parseAsync(argv.length > 0 ? [...argv] : ['--help'], { from: 'user' });
    return 0;
  } catch (error) {
    return reportFailure(error, io);
  }
}
