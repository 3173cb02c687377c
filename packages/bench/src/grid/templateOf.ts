import { defaultTemplate } from '@dsra/prompts';
import { dataSetNamed } from '../datasets/dataSetNamed';
import { embeddedTasks } from '../datasets/embeddedSets';
import { publishedSets } from '../datasets/published';

/** The sentence of a data set, without opening it: cells are made where the pictures need not be. */
export function templateOf(dataSet: string): string {
  const { kind, title } = dataSetNamed(dataSet);
  const known = { published: publishedSets, embedded: titled, own: [] }[kind];
  return known.find((set) => set.title === title)?.template ?? defaultTemplate;
}

const titled = embeddedTasks.map(({ name, template }) => ({ title: name, template }));
