import { dataSetNamed, publishedSources } from '../datasets/dataSetNamed';
import { tasks } from '../world/tasks/tasks';
import { checkRequest } from './checkRequest';
import { embeddedModelName } from './makeCell';
import { allMethods, methodLabel } from './methodLabel';
import { ownContents } from './ownContents';
import type { GridRequest, ProtocolPlan } from './protocols/plan';

/** What was asked for, as it was typed. */
export type AskedGrid = Partial<GridRequest>;

/** Shifted sets come last, and have nothing to learn from. */
const eleven = publishedSources.slice(0, 11).map(({ name }) => name);
const drawn = tasks.map(({ name }) => `embedded/${name}`);

/**
 * A grid with everything that was left out, and every name as cells write it.
 * @throws DsraError `badInput` for names that there are not, and for what can only fail
 */
export function gridRequest(
  { name: protocol, defaults }: Pick<ProtocolPlan, 'name' | 'defaults'>,
  asked: AskedGrid,
): GridRequest {
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
  const request: GridRequest = {
    ...whole,
    methods: [...new Set(whole.methods.map(methodLabel))],
    dataSets: canonical(whole.dataSets),
    targets: canonical(whole.targets),
  };
  checkRequest({ ...request, protocol, targetsNamed: targets !== undefined });
  const contents = ownContents([...request.dataSets, ...request.targets]);
  return { ...request, ...(Object.keys(contents).length > 0 && { contents }) };
}

const canonical = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => dataSetNamed(name).name)),
];
