import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonicalJson';

/** What the paper measures, and its ablations. */
export const benchProtocols = [
  'fewShot',
  'baseToNew',
  'domainGeneralisation',
  'crossDataSet',
  'rank',
  'sharing',
  'placement',
  'plugIn',
  'complexity',
] as const;
export type BenchProtocol = (typeof benchProtocols)[number];

const name = z.string().min(1);

/** How a method is trained; all zero for one that is not. */
const settings = z.strictObject({
  epochs: z.int().min(0),
  batchSize: z.int().min(0),
  learningRate: z.number().min(0),
  optimizer: z.enum(['sgd', 'adam', 'adamw', 'none']),
  /** Of random crops, as a share of the picture. */
  leastArea: z.number().min(0).max(1),
});

export const cellSchema = z.strictObject({
  protocol: z.enum(benchProtocols),
  /** `embedded`, a folder in the HuggingFace layout, or a hub name. */
  model: name,
  dataSet: name,
  /** What is tested besides, in domain generalisation and across data sets. */
  targets: z.array(name),
  /** By the method table; several as one with a plus sign: `dsra+kgCoOp`. */
  method: name,
  /** What an ablation varies: `rank 8`, `separate`, `attention only`; else empty. */
  variant: z.string(),
  /** By member method: everything that is not that method's default. */
  options: z.record(z.string(), z.record(z.string(), z.json())),
  /** Training pictures per class; 0 for a method that is not trained. */
  shots: z.int().min(0),
  seed: z.int().min(0),
  settings,
  /** Of drawn sets, whose test pictures are as many as are asked for. */
  testPerClass: z.int().min(1).optional(),
  /** Of sets of somebody's own, whose files may change: a hash of what lay there when this was asked for. */
  contents: z.string().optional(),
  /** Features of the test pictures are kept, before and after training. */
  embeddings: z.literal(true).optional(),
});

/** One training and its tests: plain data, complete, so that it can be run anywhere and gives the same. */
export type Cell = z.infer<typeof cellSchema>;
export type CellSettings = Cell['settings'];

/** The cell's name: the same wherever and whenever it is asked for. */
export const cellId = (cell: Cell): string => hashOf(cell);

export const hashOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);

const trainedAs = {
  fewShot: 'fewShot',
  baseToNew: 'baseToNew',
  domainGeneralisation: 'transfer',
  crossDataSet: 'transfer',
  rank: 'fewShot',
  sharing: 'fewShot',
  placement: 'fewShot',
  plugIn: 'fewShot',
  complexity: 'fewShot',
} as const satisfies Record<BenchProtocol, string>;

/** How the protocol trains and what it tests. */
export const kindOf = ({ protocol }: Pick<Cell, 'protocol'>) => trainedAs[protocol];

/**
 * What is computed, whatever it is called: cells of the same computation (rank 16 of the rank sweep, both places, DsRA in
 * few-shot) are trained once.
 */
export function computationId(cell: Cell): string {
  const { protocol } = cell;
  const named: Partial<Cell> = { ...cell };
  delete named.protocol;
  delete named.variant;
  // What is tested after it, and what is kept of it, changes nothing.
  delete named.targets;
  delete named.embeddings;
  return hashOf({ ...named, kind: trainedAs[protocol] });
}
