import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { dualSharedAdapter } from './dualSharedAdapter';
import {
  resolveDualShared,
  type BlockKind,
  type DualSharedOptions,
  type TowerShape,
} from './dualSharedConfig';
import { coefficientPath, dualSharedShapes, projectionPath } from './dualSharedLeaves';
import type { LinearAdapter } from './linearAdapter';
import type { Tower } from './pairing';
import { fromLeaves, leafAt, type Params } from './params';
import type { Random } from './random';

/** The dual-shared adapters of a pair of towers: which leaf is read where. */
export interface DualShared {
  /** Fresh parameters, which change nothing and still learn: r = 0, M Xavier-uniform (as in ARC). The caller disposes of them. */
  init(random: Random): Params;
  /** How many numbers are trained. */
  count(): number;
  /** The shape of every leaf by its path, in the order of `init`. */
  shapes(): Record<string, number[]>;
  /**
   * The adapter in front of a block's first linear map; nothing where the configuration puts none.
   * It reads the leaves of `params`; shared leaves are read by several adapters.
   */
  adapterAt(params: Params, tower: Tower, layer: number, kind: BlockKind): LinearAdapter | undefined;
  /** The leaves that this adapter reads, M and r. */
  leavesAt(params: Params, tower: Tower, layer: number, kind: BlockKind): DualSharedLeaves | undefined;
}

/** The two leaves behind one adapter. */
export interface DualSharedLeaves {
  /** M, `[d, k]` */
  readonly projection: Tensor2D;
  /** r, `[k]` */
  readonly coefficients: Tensor1D;
}

/**
 * ```ts
 * const family = dualShared({ rank: 50 }, { text: { width: 512, layers: 12 }, vision: { width: 768, layers: 12 } });
 * family.count(); // 128600
 * ```
 * @throws DsraError `badConfig`
 */
export function dualShared(
  options: DualSharedOptions,
  towers: Readonly<Record<Tower, TowerShape>>,
): DualShared {
  const config = resolveDualShared(options, towers);
  const shapes = dualSharedShapes(config, towers);
  const leavesAt: DualShared['leavesAt'] = (params, tower, layer, kind) => {
    const path = coefficientPath(config, tower, layer, kind);
    if (path === undefined) return undefined;
    const projection = leafAt(params, projectionPath(tower, kind)) as Tensor2D;
    return { projection, coefficients: leafAt(params, path) as Tensor1D };
  };
  return {
    init: (random) =>
      fromLeaves(Object.entries(shapes).map(([path, shape]) => [path, initial(shape, random)] as const)),
    count: () => Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0),
    shapes: () => structuredClone(shapes),
    leavesAt,
    adapterAt: (params, tower, layer, kind) => {
      const read = leavesAt(params, tower, layer, kind);
      return read && dualSharedAdapter(read.projection, read.coefficients);
    },
  };
}

function initial(shape: readonly number[], random: Random): Tensor {
  const [width, rank] = shape;
  if (width === undefined || rank === undefined) return tf.zeros([...shape]);
  const bound = Math.sqrt(6 / (width + rank));
  const values = Float32Array.from({ length: width * rank }, () => (2 * random.next() - 1) * bound);
  return tf.tensor2d(values, [width, rank]);
}
