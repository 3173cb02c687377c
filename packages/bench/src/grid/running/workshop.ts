import { availableParallelism } from 'node:os';
import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { modelFingerprint } from '@dsra/prompts';
import { type BackendChoice, describeBackend, useBackend } from '@dsra/runtime';
import type { DataSet, DataSetKind } from '../../datasets/dataSet';
import { dataSetNamed } from '../../datasets/dataSetNamed';
import { embeddedSet, embeddedTasks } from '../../datasets/embeddedSets';
import { embeddedModel } from '../../embeddedModel';
import { isSmall } from '../../inference/isSmall';
import type { Cell } from '../cell';
import { embeddedModelName } from '../makeCell';

/** Where a process computes, and where it finds data. */
export interface WorkshopOptions {
  /** Folder that the published data sets lie in. */
  readonly root: string;
  readonly backend: BackendChoice;
  /** That compute. Default: one for a small model, else this process's part of the cores. */
  readonly threads?: number | undefined;
  /** Processes that share the cores. */
  readonly jobs?: number | undefined;
}

export interface OpenModel {
  readonly clip: Clip;
  readonly fingerprint: string;
}

export interface OpenSet {
  readonly set: DataSet;
  readonly kind: DataSetKind;
}

/** What the cells of one process share: the model, opened data sets, drawn pictures, and what the plain model makes of them. */
export interface Workshop {
  /** Computes what is to be known once per key; again after a failure. */
  once<T>(key: string, compute: () => Promise<T>): Promise<T>;
  model(name: string): Promise<OpenModel>;
  set(name: string, cell: Pick<Cell, 'testPerClass'>): Promise<OpenSet>;
  /** Which backend runs, in one line; starts one where none does. */
  backend(): Promise<string>;
  dispose(): Promise<void>;
}

export function openWorkshop({ root, backend, threads, jobs = 1 }: WorkshopOptions): Workshop {
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, compute: () => Promise<T>): Promise<T> => {
    const found = known.get(key);
    if (found) return found as Promise<T>;
    const made = compute();
    known.set(key, made);
    // What failed may succeed later: a disk or a network that was away is no fact about the key.
    made.catch(() => known.delete(key));
    return made;
  };
  let opened: { name: string; model: Promise<OpenModel> } | undefined;
  const close = async (): Promise<void> => {
    const last = opened;
    opened = undefined;
    (await last?.model.catch(() => undefined))?.clip.dispose();
  };
  const share = Math.max(1, Math.floor(availableParallelism() / jobs));
  let running: { threads: number; words: string } | undefined;
  const start = async (wanted = share): Promise<string> => {
    const count = threads ?? wanted;
    if (running?.threads !== count) {
      const [first] = describeBackend(await useBackend(backend, { threads: count }));
      running = { threads: count, words: first!.replace(/^backend +/u, '') };
    }
    return running.words;
  };
  return {
    once,
    backend: () => start(running?.threads),
    async model(name) {
      if (opened?.name === name) return opened.model;
      await close();
      await start();
      const opening = { name, model: openModel(name) };
      opened = opening;
      const model = await opening.model.catch((error: unknown) => {
        if (opened === opening) opened = undefined;
        throw error;
      });
      // The same numbers for any number of jobs; a second thread would gain a small model some 15 %.
      await start(isSmall(model.clip.config) ? 1 : share);
      return model;
    },
    set: (name, { testPerClass }) =>
      once(JSON.stringify(['set', name, testPerClass]), () => openSet(name, root, testPerClass)),
    dispose: close,
  };
}

async function openModel(name: string): Promise<OpenModel> {
  const clip = await loadClip(name === embeddedModelName ? embeddedModel() : name);
  return { clip, fingerprint: await modelFingerprint(clip) };
}

async function openSet(name: string, root: string, testPerClass: number | undefined): Promise<OpenSet> {
  const source = dataSetNamed(name);
  const { kind } = source;
  const task = kind === 'embedded' && embeddedTasks.find((known) => known.name === source.title);
  const set =
    task && testPerClass !== undefined ? embeddedSet(task, { testPerClass }) : await source.open(root);
  return { kind, set };
}
