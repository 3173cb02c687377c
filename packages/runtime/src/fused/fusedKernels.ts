import { attentionKernels } from './attentionKernels';
import { dualSharedKernels } from './dualSharedKernels';
import type { FusedKernel, FusedMeans } from './fusedKernel';
import { geluKernels } from './geluKernels';
import { layerNormKernels } from './layerNormKernels';
import { prefixAttentionKernels } from './prefixAttentionKernels';

/** All fused kernels. */
export const fusedKernels = (means: FusedMeans): FusedKernel[] => [
  ...attentionKernels(means),
  ...dualSharedKernels(means),
  ...geluKernels(means),
  ...layerNormKernels(means),
  ...prefixAttentionKernels(means),
];
