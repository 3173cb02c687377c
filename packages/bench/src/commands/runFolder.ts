import { readdir } from 'node:fs/promises';
import { adapterFiles, DsraError } from '@dsra/core';
import { folderCheckpoints } from '@dsra/prompts/node';
import type { PictureSet } from '../data/pictureSet';
import type { FitOptions } from './fitOptions';
import { claimOutFolder } from './outFolder';
import { readRunRecord, type RunRecord, runRecordFile } from './runRecord';

const checkpointFile = 'checkpoint.safetensors';

/** What is written down about a run. */
export function recordOf({ train }: PictureSet): RunRecord {
  return { learnedFrom: train.map((picture) => picture.path) };
}

/**
 * Makes sure that a run may write to `--out`: empty, or with `--force` an adapter or a run of ours, or with
 * `--resume` a run on the same pictures that was interrupted.
 */
export async function claimRunFolder(options: FitOptions, pictures: PictureSet): Promise<void> {
  const { out, resume = false, force = false } = options;
  if (resume && force) {
    throw new DsraError('badInput', '--resume goes on and --force starts again: give one of them');
  }
  const unfinished = (await readdir(out).catch((): string[] => [])).includes(checkpointFile);
  if (resume) await checkResumable(out, pictures, unfinished);
  if (unfinished && !resume && !force) {
    throw new DsraError(
      'unwritable',
      `${out} holds an interrupted run: --resume goes on, --force starts again`,
    );
  }
  const marks = [adapterFiles.config, runRecordFile, checkpointFile];
  await claimOutFolder(out, { marks, holding: 'an adapter', force: force || resume });
  if (!resume) await folderCheckpoints(out).clear();
}

async function checkResumable(out: string, pictures: PictureSet, unfinished: boolean): Promise<void> {
  if (!unfinished) throw new DsraError('missing', `${out} holds no interrupted run: leave --resume out`);
  const record = await readRunRecord(out);
  if (!record || record.learnedFrom.join('\n') === recordOf(pictures).learnedFrom.join('\n')) return;
  const advice = 'repeat its options, or start again with --force';
  throw new DsraError('mismatch', `the run in ${out} learned from other pictures: ${advice}`);
}
