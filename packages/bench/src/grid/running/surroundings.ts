import { arch, cpus, platform, totalmem } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { version } from '../../version';
import type { CellRecord } from '../record';

/** What computed a cell: versions, backend, and the kind of machine, not its name. */
export function surroundings(backend: string): Pick<CellRecord, 'versions' | 'backend' | 'machine'> {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    versions: { dsra: version, tfjs: tf.version.tfjs, node: process.versions.node },
    backend,
    machine: `${platform()} ${arch()}, ${cores.length} × ${cores[0]?.model.trim() ?? 'CPU'}, ${memory} GiB`,
  };
}
