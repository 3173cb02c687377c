import { adapted, type ProtocolPlan, product, type Variant } from './plan';

const variants: readonly Variant[] = [
  { variant: 'attention only', adapters: { sites: ['attention'] } },
  { variant: 'feed-forward only', adapters: { sites: ['feedForward'] } },
  // The method's default: nothing is varied.
  { variant: 'both', adapters: {} },
];

/** Adapters before the attention blocks, the feed-forward blocks, or both (the paper's Table 4). */
export const placement: ProtocolPlan = {
  name: 'placement',
  defaults: () => ({ methods: ['dsraPromptSrc'] }),
  cells: (request) => product('placement', adapted(request), variants),
};
