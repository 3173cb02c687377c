import { attentionKernels } from './attentionKernels';
import { dualSharedKernels } from './dualSharedKernels';
import type { FusedKernel, FusedMeans } from './fusedKernel';
import { layerNormKernels } from './layerNormKernels';
import { prefixAttentionKernels } from './prefixAttentionKernels';
import { quickGeluKernels } from './quickGeluKernels';

/** All fused kernels. */
export const fusedKernels = (means: FusedMeans): FusedKernel[] => [
  ...attentionKernels(means),
  ...dualSharedKernels(means),
  ...layerNormKernels(means),
  ...prefixAttentionKernels(means),
  ...quickGeluKernels(means),
];
