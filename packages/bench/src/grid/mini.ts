import { gridRequest, type AskedGrid } from './gridRequest';
import type { BenchProtocol, Cell } from './cell';
import { protocolPlans } from './protocols/protocols';
import { withPlugIn } from './combination';
import { withEmbeddings } from './withEmbeddings';

/** One protocol's part of the grid. */
interface Part extends AskedGrid {
  readonly protocol: BenchProtocol;
}

const drawn = (...names: string[]): string[] => names.map((name) => `embedded/${name}`);

/** With DsRA's adapters: alone, and the paper's full method. */
const adapted = ['dsra', 'dsraPromptSrc'];

/** Those that DsRA can be plugged into; PromptSRC with it is `dsraPromptSrc`. */
const hosts = ['coOp', 'coOpStar', 'coCoOp', 'vpt', 'ivlp', 'maple', 'mapleStar', 'clipAdapter'];

const two = drawn('tropical-fish', 'textures');
const three = drawn('objects', 'tropical-fish', 'textures');

/** Every protocol and ablation on the embedded world. What costs most is few-shot, so it has three tasks of the five. */
const protocols: readonly Part[] = [
  { protocol: 'fewShot', dataSets: three },
  { protocol: 'baseToNew', dataSets: three },
  { protocol: 'domainGeneralisation' },
  { protocol: 'crossDataSet' },
  { protocol: 'rank', methods: adapted, ranks: [1, 4, 16, 64], dataSets: two },
  { protocol: 'sharing', methods: adapted, shots: [4, 16], dataSets: two },
  { protocol: 'placement', methods: adapted, dataSets: two },
  { protocol: 'plugIn', dataSets: two },
  { protocol: 'complexity', dataSets: drawn('tropical-fish'), seeds: [1, 2, 3] },
];

/** DsRA in every host. */
const everyHost: readonly Part[] = [
  { protocol: 'plugIn', methods: hosts, shots: [16], dataSets: two },
  { protocol: 'baseToNew', methods: [...hosts, 'kgCoOp', 'proGrad'].map(withPlugIn), dataSets: three },
];

/** With three seeds; sized by measured times to under an hour on two cores. */
const whole: readonly Part[] = [...protocols, ...everyHost];

/** The same questions on one task, with one seed and few steps: it shows that all of it runs, and says little about methods. */
const quick: readonly Part[] = protocols.map((part) => ({
  ...part,
  ...(isWithin(part) && { dataSets: drawn('tropical-fish') }),
  ...(part.protocol === 'fewShot' && { shots: [1, 4, 16] }),
  ...(part.protocol === 'plugIn' && { shots: [4, 16] }),
  ...(part.protocol === 'baseToNew' && { dataSets: drawn('tropical-fish', 'textures') }),
  ...{ epochs: 4, testPerClass: 10, seeds: [1] },
}));

/** Trained and tested on the same set. */
function isWithin({ protocol }: Part): boolean {
  return protocol !== 'domainGeneralisation' && protocol !== 'crossDataSet';
}

/** The cells of `npm run bench:mini`. */
export function miniCells({ quick: isQuick = false } = {}): Cell[] {
  return (isQuick ? quick : whole).flatMap(({ protocol, ...asked }) => {
    const plan = protocolPlans[protocol];
    const cells = plan.cells(gridRequest(plan, { testPerClass: 30, ...asked }));
    return protocol === 'fewShot' ? keepingSome(cells) : cells;
  });
}

/** Features for the figure, of one data set. */
function keepingSome(cells: Cell[]): Cell[] {
  const one = 'embedded/tropical-fish';
  const kept = new Map(
    withEmbeddings(cells.filter(({ dataSet }) => dataSet === one)).map((cell) => [keyOf(cell), cell]),
  );
  return cells.map((cell) => kept.get(keyOf(cell)) ?? cell);
}

const keyOf = (cell: Cell): string => JSON.stringify({ ...cell, embeddings: undefined });
