import { mkdtemp, rm } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { measureSgemmPeak, type SgemmPeak } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { type Bench, entrantsFor } from './entrants';
import { prepareBench, type PrepareOptions } from './prepareBench';
import { profilesOf } from './profilesOf';
import { ratiosOf } from './speedRatios';
import type { SpeedResult, WorkProfile, WorkResult } from './speedResult';
import { type Referee, takeTurns } from './takeTurns';
import { titleOf, type Work } from './work';
import { worksFor } from './worksFor';

export interface MeasureOptions extends PrepareOptions {
  /** What was typed. */
  readonly command: string;
  readonly onLine: (line: string) => void;
}

/** Does all works, group after group, each by everybody in turn. */
export async function measureSpeeds(options: MeasureOptions): Promise<SpeedResult> {
  const adapters = await mkdtemp(join(tmpdir(), 'dsra-speed-'));
  const groups = worksFor(options);
  const leftOut: string[] = [];
  const leaveOut = (line: string) => {
    leftOut.push(line);
    options.onLine(`left out ${line}`);
  };
  const referee: Referee = {
    onLap: (round, { side, work }, milliseconds) => {
      options.onLine(`round ${round}: ${titleOf(work)}, ${side} ${Math.round(milliseconds)} ms`);
    },
    onFailure: ({ side, work }, reason) => {
      leaveOut(`${side} of ${titleOf(work)}: ${reason}`);
    },
  };
  try {
    const bench = await prepareBench(options, groups.flat(), adapters, leaveOut);
    const works: WorkResult[] = [];
    const profiles: WorkProfile[] = [];
    let sgemmPeak = await measureSgemmPeak();
    for (const group of groups) {
      works.push(...(await measureGroup(bench, group, referee)));
      sgemmPeak = faster(sgemmPeak, await measureSgemmPeak());
      if (!options.profile) continue;
      for (const work of group) profiles.push(...(await profilesOf(bench, work, leaveOut)));
    }
    return {
      ...{ command: options.command, model: options.model ?? options.architecture.name },
      ...machine(),
      ...{ threads: bench.threads, sgemmPeak, works, ratios: ratiosOf(works), leftOut },
      ...(options.profile && { profiles }),
    };
  } finally {
    await rm(adapters, { recursive: true });
  }
}

const machine = () => ({
  ...{ processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), memoryBytes: totalmem() },
  ...{ system: `${platform()} ${arch()}`, node: process.version, tensorFlowJs: tf.version.tfjs },
});

async function measureGroup(bench: Bench, group: readonly Work[], referee: Referee): Promise<WorkResult[]> {
  const done = await takeTurns(
    group.flatMap((work) => entrantsFor(bench, work)),
    referee,
  );
  return group.map((work) => ({
    work,
    title: titleOf(work),
    turns: done.filter((one) => one.work === work).map(({ turns }) => turns),
  }));
}

function faster(a: SgemmPeak | undefined, b: SgemmPeak | undefined): SgemmPeak | undefined {
  return (b?.gflops ?? 0) > (a?.gflops ?? 0) ? b : a;
}
