import { adapted, type ProtocolPlan, product, type Variant } from './plan';

const variants: readonly Variant[] = [
  // The method's default: nothing is varied, so that it is the same training as elsewhere.
  { variant: 'shared', adapters: {} },
  {
    variant: 'separate',
    adapters: { coefficients: { acrossTowers: 'separate', acrossSites: 'shared' } },
  },
];

/** Coefficients that both towers read, against each tower's own (the paper's Fig. 4b). */
export const sharing: ProtocolPlan = {
  name: 'sharing',
  defaults: () => ({ methods: ['dsraPromptSrc'], shots: [1, 2, 4, 8, 16] }),
  cells: (request) => product('sharing', adapted(request), variants),
};
