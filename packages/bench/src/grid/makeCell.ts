import { type Json, methodNamed, methodTable, trainingDefaults } from '@dsra/prompts';
import { settingFor } from '../datasets/settingsByDataSet';
import { embeddedPlan } from '../protocols/embeddedSettings';
import { smallModelOptions } from '../protocols/smallModelOptions';
import { type BenchProtocol, type Cell, type CellSettings, kindOf } from './cell';
import { bringsAdapters, hostOf, learns, membersOf, pluggedIn } from './combination';
import { contentsIn } from './ownContents';
import { templateOf } from './templateOf';

/** A cell but for what follows from the rest: how its method is made and trained. */
export interface CellRequest {
  readonly protocol: BenchProtocol;
  readonly model: string;
  readonly dataSet: string;
  readonly targets?: readonly string[];
  /** As `methodLabel` writes it. */
  readonly method: string;
  readonly shots: number;
  readonly seed: number;
  readonly variant?: string;
  /** Options of the member that brings DsRA's adapters, which an ablation varies. */
  readonly adapters?: Readonly<Record<string, Json>>;
  readonly testPerClass?: number | undefined;
  /** Of sets of somebody's own, by their names: see `ownContents`. */
  readonly contents?: Readonly<Record<string, string>> | undefined;
  /** Instead of the paper's. */
  readonly epochs?: number | undefined;
}

/** The name by which a cell knows the small model that comes with the package. */
export const embeddedModelName = 'embedded';

/** Complete: with the options and settings of the papers, or of the embedded model, which trains all methods alike. */
export function makeCell(request: CellRequest): Cell {
  const { protocol, model, dataSet, targets = [], method, variant = '', testPerClass } = request;
  const trained = learns(method);
  const contents = request.contents && contentsIn([dataSet, ...targets], request.contents);
  return {
    ...{ protocol, model, dataSet, targets: [...targets], method, variant },
    options: optionsOf(request),
    // What is not trained is the same for all shots and seeds.
    shots: trained ? request.shots : 0,
    seed: trained ? request.seed : 1,
    settings: trained ? settingsOf(request) : untrained,
    ...(testPerClass !== undefined && dataSet.startsWith('embedded/') && { testPerClass }),
    ...(contents !== undefined && { contents }),
  };
}

const untrained = { epochs: 0, batchSize: 0, learningRate: 0, optimizer: 'none', leastArea: 1 } as const;

const isEmbedded = ({ model }: CellRequest): boolean => model === embeddedModelName;

const settingKinds = { fewShot: 'fewShot', baseToNew: 'baseToNew', transfer: 'crossDataset' } as const;

function paperSetting(name: string, { protocol, dataSet, shots }: CellRequest) {
  const set = { name: dataSet, template: templateOf(dataSet) };
  return settingFor(name, { protocol: settingKinds[kindOf({ protocol })], dataSet: set, shots });
}

function optionsOf(request: CellRequest): Cell['options'] {
  const names = membersOf(request.method);
  const entries = names.map((name) => {
    const known = methodTable[name]!.options;
    const own = {
      ...(isEmbedded(request) && smallModelOptions(methodTable[name]!)),
      ...paperSetting(name, request).options,
      ...(isEmbedded(request) && writtenAlike(name, request)),
    };
    const varied = bringsAdapters(name) ? request.adapters : {};
    const all = {
      ...own,
      ...(Object.hasOwn(known, 'rank') && own.rank === undefined && { rank: 50 }),
      ...varied,
    };
    // Where there is a host, the host says how the classes are written.
    if (name === pluggedIn && names.length > 1) delete (all as { template?: Json }).template;
    return [name, all] as const;
  });
  return Object.fromEntries(entries);
}

/** The embedded model reads most words of the papers' 60 templates letter by letter: they are no teacher for it. */
function writtenAlike(name: string, { dataSet }: CellRequest): Record<string, Json> {
  const template = templateOf(dataSet);
  const written = { template, teacherTemplate: template, teacherTemplates: template };
  const known = methodTable[name]!.options;
  return Object.fromEntries(Object.entries(written).filter(([option]) => Object.hasOwn(known, option)));
}

function settingsOf(request: CellRequest): CellSettings {
  const { epochs: asked } = request;
  if (isEmbedded(request)) {
    const { epochs, batchSize, learningRate, augment } = embeddedPlan;
    const { leastArea } = augment;
    return { epochs: asked ?? epochs, batchSize, learningRate, optimizer: 'adamw', leastArea };
  }
  // DsRA plugs into a host, whose paper says how it is trained.
  const host = hostOf(request.method);
  const paper = {
    ...trainingDefaults,
    ...methodNamed(host).defaults,
    ...paperSetting(host, request).training,
  };
  const { epochs, batchSize, learningRate } = paper;
  return { epochs: asked ?? epochs, batchSize, learningRate, optimizer: 'sgd', leastArea: 0.08 };
}
