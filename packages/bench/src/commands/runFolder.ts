import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { adapterFiles, DsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import type { Checkpoint, CheckpointStore, Json, Method, Recipe, Tuned } from '@dsra/prompts';
import { folderCheckpoints } from '@dsra/prompts/node';
import type { PictureSet } from '../data/pictureSet';
import type { FitOptions } from './fitOptions';
import { methodInWords } from './inWords';
import { claimOutFolder } from './outFolder';
import { readRecord, recordOf, recordText, type RunRecord, runRecordFile } from './runRecord';

const checkpointFile = 'checkpoint.safetensors';
/** The record of a run that is not over; an adapter that is being replaced keeps its own until then. */
const unfinishedRecordFile = 'checkpoint.json';

/**
 * Makes sure that a run may write to `--out`: empty, or with `--force` an adapter or a run of ours, or with
 * `--resume` a run on the same pictures that was interrupted. It changes nothing there.
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
}

async function checkResumable(out: string, pictures: PictureSet, unfinished: boolean): Promise<void> {
  if (!unfinished) throw new DsraError('missing', `${out} holds no interrupted run: leave --resume out`);
  const record = await readRecord(path.join(out, unfinishedRecordFile));
  if (!record || recordText(record) === recordText(await recordOf(pictures))) return;
  const advice = 'repeat its options, or start again with --force';
  throw new DsraError('mismatch', `the run in ${out} learned from other pictures: ${advice}`);
}

/**
 * Checkpoints with the run's record beside them. Unless it is gone on with, an earlier run's stays where it is until
 * this one has its own.
 */
export function runCheckpoints(
  { out, resume = false }: Pick<FitOptions, 'out' | 'resume'>,
  { record, method }: { readonly record: RunRecord; readonly method: Pick<Method, 'recipe'> },
): CheckpointStore {
  const store = folderCheckpoints(out);
  let written = false;
  return {
    load: async () => {
      const checkpoint = resume ? await store.load() : undefined;
      if (checkpoint) checkSameMethod(out, checkpoint, method);
      return checkpoint;
    },
    save: async (checkpoint) => {
      await store.save(checkpoint);
      if (!written) await writeFilesAtomically(out, { [unfinishedRecordFile]: recordText(record) });
      written = true;
    },
  };
}

/** In words, where `fit` would compare two long lines of JSON; everything else of a run is left to it. */
function checkSameMethod(out: string, { run }: Checkpoint, { recipe }: Pick<Method, 'recipe'>): void {
  const same = (one: Json | undefined, other: Recipe | null): boolean =>
    JSON.stringify(one) === JSON.stringify(other);
  if (same(run.method, recipe ?? null)) return;
  const [was, is] = [run.method as Recipe | null, recipe].map((one) => methodInWords(one ?? undefined));
  const advice = 'repeat its options, or start again with --force';
  throw new DsraError('mismatch', `the run in ${out} trains ${was}, not ${is}: ${advice}`);
}

/** The adapter and its record at once; then the checkpoint goes. Returns the adapter's files. */
export async function finishRun(out: string, tuned: Tuned, record: RunRecord): Promise<string[]> {
  await writeFilesAtomically(out, { ...(await tuned.files()), [runRecordFile]: recordText(record) });
  await folderCheckpoints(out).clear();
  await rm(path.join(out, unfinishedRecordFile), { force: true });
  return Object.values(adapterFiles).map((name) => path.join(out, name));
}
