import { type ProtocolPlan, product } from './plan';

const imageNets = ['imagenetV2', 'imagenetSketch', 'imagenetA', 'imagenetR'];
const shifts = ['redrawn', 'outlines', 'cluttered', 'restyled'].map((name) => `embedded/objects-${name}`);

/** Learned on one set; tested on the same classes under shifts (the paper's Table 3). */
export const domainGeneralisation: ProtocolPlan = {
  name: 'domainGeneralisation',
  defaults: (on) =>
    on === 'embedded'
      ? { dataSets: ['embedded/objects'], targets: shifts }
      : { dataSets: ['imagenet'], targets: imageNets },
  cells: (request) => product('domainGeneralisation', request),
};
