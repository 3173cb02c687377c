import type { Json } from '@dsra/prompts';
import type { BenchProtocol, Cell } from '../cell';
import { hasAdapters } from '../combination';
import { makeCell } from '../makeCell';

/** What a grid is to cover; names are canonical. */
export interface GridRequest {
  readonly model: string;
  readonly methods: readonly string[];
  readonly dataSets: readonly string[];
  /** Of domain generalisation and tests across data sets. */
  readonly targets: readonly string[];
  readonly shots: readonly number[];
  readonly seeds: readonly number[];
  /** Of the rank sweep. */
  readonly ranks: readonly number[];
  readonly testPerClass?: number | undefined;
  readonly epochs?: number | undefined;
  /** Of sets of somebody's own, by their names: see `ownContents`. */
  readonly contents?: Readonly<Record<string, string>> | undefined;
}

/** A protocol of the benchmark: what is asked, where nothing else is said, and the cells that answer it. */
export interface ProtocolPlan {
  readonly name: BenchProtocol;
  /** What is not here is the same for all: three seeds, all methods, every data set that can be learned from. */
  readonly defaults: (on: 'embedded' | 'published') => Partial<GridRequest>;
  readonly cells: (request: GridRequest) => Cell[];
}

/** One setting of an ablation. */
export interface Variant {
  readonly variant: string;
  readonly adapters: Readonly<Record<string, Json>>;
}

/** Every seed, data set, number of shots and method; seeds outermost, so that a part of a grid is a whole grid of fewer seeds. */
export function product(
  protocol: BenchProtocol,
  request: GridRequest,
  variants: readonly (Variant | undefined)[] = [undefined],
): Cell[] {
  const { model, methods, dataSets, targets, shots, seeds, testPerClass, epochs, contents } = request;
  const cells = seeds.flatMap((seed) =>
    dataSets.flatMap((dataSet) =>
      shots.flatMap((count) =>
        methods.flatMap((method) =>
          variants.map((varied) =>
            makeCell({
              ...{ protocol, model, method, dataSet, seed, testPerClass, epochs, contents, shots: count },
              ...{ targets: isTransfer(protocol) ? targets.filter((target) => target !== dataSet) : [] },
              ...varied,
            }),
          ),
        ),
      ),
    ),
  );
  return distinct(cells);
}

const isTransfer = (protocol: BenchProtocol): boolean =>
  protocol === 'domainGeneralisation' || protocol === 'crossDataSet';

/** What is not trained is asked for once, however many shots and seeds there are. */
function distinct(cells: readonly Cell[]): Cell[] {
  return [...new Map(cells.map((cell) => [JSON.stringify(cell), cell])).values()];
}

/** Of the methods that were asked for, those that have DsRA's adapters. */
export const adapted = (request: GridRequest): GridRequest => ({
  ...request,
  methods: request.methods.filter(hasAdapters),
});
