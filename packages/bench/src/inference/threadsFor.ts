import type { ClipConfig } from '@dsra/clip';
import { isSmall } from './isSmall';

/** How many threads of a BLAS suit a model: they take longer to join in than the products of a small one take. */
export const threadsFor = (config: ClipConfig, most?: number): number | undefined =>
  isSmall(config) ? 1 : most;
