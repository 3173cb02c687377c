import type { Method } from '@dsra/prompts';

/** How much of a method `dsra merge` folds into the weights. */
export type Mergeability = 'yes' | 'adapters only' | 'no' | 'nothing';

/** By its slots; `nothing` for a method that learns nothing. */
export function mergeabilityOf(method: Method): Mergeability {
  if (!method.parameters) return 'nothing';
  if (method.unfolded) return 'adapters only';
  return method.lora ? 'yes' : 'no';
}

export const mergeabilityInWords: Readonly<Record<Mergeability, string>> = {
  yes: 'wholly, into a plain CLIP',
  'adapters only': 'its adapters go into the weights, the rest stays beside them',
  no: 'no: it is used with its adapter folder',
  nothing: 'there is nothing to merge',
};
