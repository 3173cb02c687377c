import { publishedSets } from '../../datasets/published';
import { tasks } from '../../world/tasks/tasks';
import { type ProtocolPlan, product } from './plan';

const published = publishedSets
  .filter(({ name, counts }) => name !== 'imagenet' && counts.train > 0)
  .map(({ name }) => name);
const drawn = tasks.map(({ name }) => `embedded/${name}`).filter((name) => name !== 'embedded/objects');

/** Learned on one set; tested on other sets with their own classes. */
export const crossDataSet: ProtocolPlan = {
  name: 'crossDataSet',
  defaults: (on) =>
    on === 'embedded'
      ? { dataSets: ['embedded/objects'], targets: drawn }
      : { dataSets: ['imagenet'], targets: published },
  cells: (request) => product('crossDataSet', request),
};
