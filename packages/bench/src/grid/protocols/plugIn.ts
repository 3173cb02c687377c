import { hasAdapters, learns, withPlugIn } from '../combination';
import { type ProtocolPlan, product } from './plan';

/** Each method alone and with DsRA in it (the paper's Table 5). */
export const plugIn: ProtocolPlan = {
  name: 'plugIn',
  defaults: () => ({ methods: ['kgCoOp', 'proGrad'], shots: [1, 2, 4, 8, 16] }),
  cells: (request) =>
    product('plugIn', {
      ...request,
      methods: request.methods.flatMap((method) =>
        hasAdapters(method) || !learns(method) ? [method] : [method, withPlugIn(method)],
      ),
    }),
};
