import { adapted, type ProtocolPlan, product } from './plan';

/** The columns of the shared matrices (the paper's Fig. 4a). */
export const rank: ProtocolPlan = {
  name: 'rank',
  defaults: (on) => ({
    methods: ['dsraPromptSrc'],
    ranks: on === 'embedded' ? [1, 4, 16, 32, 64] : [10, 30, 50, 70, 90],
  }),
  cells: (request) =>
    product(
      'rank',
      adapted(request),
      request.ranks.map((value) => ({ variant: `rank ${value}`, adapters: { rank: value } })),
    ),
};
