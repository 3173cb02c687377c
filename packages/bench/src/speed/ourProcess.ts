import { createInterface } from 'node:readline';
import { isDsraError } from '@dsra/core';
import { z } from 'zod';
import type { ProfiledContender } from './contender';
import { startLineProcess } from './lineProcess';
import { profileAnswer } from './profileAnswer';
import { type OurWork, startWork } from './startWork';

/** The arguments that make the benchmark's own program do one work for another process: this, and the work as JSON. */
export const WORK_FLAG = '--work';

const hello = z.object({ operations: z.number().optional() });
const lap = z.object({ milliseconds: z.number(), peakMemoryBytes: z.number(), heapBytes: z.number() });

/** Starts a work; tests have it done in their own process. */
export type StartOurs = (work: OurWork) => Promise<ProfiledContender>;

/** Starts works in processes of their own, so that their memory is their own too. `program` calls `benchSpeed`. */
export const startOurProcess =
  (program: string): StartOurs =>
  async (work) => {
    const args = [program, WORK_FLAG, JSON.stringify(work)];
    const child = await startLineProcess({ name: work.mode, program: process.execPath, args, hello });
    const { operations } = child.hello;
    return {
      ...(operations !== undefined && { operations }),
      run: () => child.ask('run', lap),
      profile: () => child.ask('profile', profileAnswer),
      stop: () => child.stop(),
    };
  };

/** The other end: does the work for as long as it is asked to on stdin. */
export async function serveWork(json: string, say: (line: string) => void): Promise<number> {
  try {
    const running = await startWork(JSON.parse(json) as OurWork);
    say(JSON.stringify({ operations: running.operations }));
    for await (const line of createInterface(process.stdin)) {
      say(JSON.stringify(await (line === 'profile' ? running.profile() : running.run())));
    }
    return 0;
  } catch (error) {
    // One line: it is what the other end repeats.
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${isDsraError(error) ? '' : 'unexpectedly: '}${reason.replaceAll('\n', ' ')}\n`);
    return 2;
  }
}
