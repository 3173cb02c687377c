import { dataSetNamed, publishedSources } from '../datasets/dataSetNamed';
import { tasks } from '../world/tasks/tasks';
import { embeddedModelName } from './makeCell';
import { allMethods, methodLabel } from './methodLabel';
import type { GridRequest, ProtocolPlan } from './protocols/plan';

/** What was asked for, as it was typed. */
export type AskedGrid = Partial<GridRequest>;

/** Shifted sets come last, and have nothing to learn from. */
const eleven = publishedSources.slice(0, 11).map(({ name }) => name);
const drawn = tasks.map(({ name }) => `embedded/${name}`);

/** A grid with everything that was left out, and every name as cells write it. */
export function gridRequest({ defaults }: Pick<ProtocolPlan, 'defaults'>, asked: AskedGrid): GridRequest {
  const { model = embeddedModelName } = asked;
  const on = model === embeddedModelName ? 'embedded' : 'published';
  const common: GridRequest = {
    model,
    methods: allMethods,
    dataSets: on === 'embedded' ? drawn : eleven,
    targets: [],
    shots: [16],
    seeds: [1, 2, 3],
    ranks: [],
    ...(on === 'embedded' && { testPerClass: 50 }),
  };
  const { methods, dataSets, targets, shots, seeds, ranks, testPerClass, epochs } = asked;
  const stated = Object.entries({ methods, dataSets, targets, shots, seeds, ranks, testPerClass, epochs });
  const whole = {
    ...common,
    ...defaults(on),
    ...Object.fromEntries(stated.filter(([, value]) => value !== undefined)),
  };
  return {
    ...whole,
    methods: [...new Set(whole.methods.map(methodLabel))],
    dataSets: canonical(whole.dataSets),
    targets: canonical(whole.targets),
  };
}

const canonical = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => dataSetNamed(name).name)),
];
