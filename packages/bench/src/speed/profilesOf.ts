import { isDsraError } from '@dsra/core';
import type { ProfiledContender } from './contender';
import type { Bench } from './entrants';
import { inPyTorch, RECOMPUTE_FROM, startPyTorch } from './pyTorchProcess';
import type { WorkProfile } from './speedResult';
import { titleOf, type Work } from './work';

/**
 * Where the time of one run of a work goes: here, and in PyTorch if it does it in less than minutes.
 * @param leaveOut told whose time is not known, and why
 */
export async function profilesOf(
  bench: Bench,
  work: Work,
  leaveOut: (line: string) => void,
): Promise<WorkProfile[]> {
  const { start, modes, folder, adapters, python, config, threads } = bench;
  // Kernels of a GPU return before they are done.
  const mode = modes.find((it) => it !== 'webgpu') ?? modes[0];
  const quick = work.kind !== 'step' || work.classes < RECOMPUTE_FROM;
  const profiles: WorkProfile[] = [];
  const add = async (title: string, begin: () => Promise<ProfiledContender>) => {
    try {
      profiles.push({ title, profile: await profileOf(begin) });
    } catch (error) {
      if (!isDsraError(error)) throw error;
      leaveOut(`profile of ${title}: ${error.message}`);
    }
  };
  if (mode) await add(titleOf(work), () => start({ work, mode, model: folder, adapters }));
  if (python !== undefined && inPyTorch(work) && quick) {
    await add(`${titleOf(work)}, PyTorch`, () => startPyTorch({ python, config, threads }, work));
  }
  return profiles;
}

async function profileOf(begin: () => Promise<ProfiledContender>) {
  const running = await begin();
  try {
    return await running.profile();
  } finally {
    await running.stop();
  }
}
