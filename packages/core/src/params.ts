import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { DsraError } from './errors';

/**
 * Everything learned is one plain tree of tensors; a leaf's name is its path (`coefficients.3`).
 * Shared means one leaf with several readers: a tensor stored twice would become two parameters.
 */
export interface Params {
  readonly [name: string]: Tensor | Params;
}

/** Whether a node of the tree is a leaf. Looks, rather than asks for the class: tfjs may be loaded twice. */
export function isTensor(node: unknown): node is Tensor {
  return typeof node === 'object' && node !== null && 'dataId' in node && 'shape' in node;
}

/** All leaves with their paths, depth first, in insertion order. */
export function leaves(params: Params, prefix = ''): [path: string, tensor: Tensor][] {
  return Object.entries(params).flatMap(([name, node]): [path: string, tensor: Tensor][] =>
    isTensor(node) ? [[prefix + name, node]] : leaves(node, `${prefix}${name}.`),
  );
}

/**
 * The tree with these leaves; the inverse of {@link leaves}. Takes the tensors over without copying.
 * @throws DsraError `badInput` when a path has an empty part, occurs twice, or is both a leaf and a branch.
 */
export function fromLeaves(entries: Iterable<Leaf> | Readonly<Record<string, Tensor>>): Params {
  const root: Branch = {};
  const list = Symbol.iterator in entries ? entries : Object.entries(entries);
  for (const [path, tensor] of list) place(root, path, tensor);
  return root as Params;
}

export type Leaf = readonly [path: string, tensor: Tensor];
// While it grows; not typed as Tensor | Branch, which sends a lint rule into endless recursion.
type Branch = Record<string, unknown>;

function place(root: Branch, path: string, tensor: Tensor): void {
  const parts = path.split('.');
  const name = parts.pop()!;
  // `__proto__` would not become a name but change the object.
  if ([...parts, name].some((part) => part === '' || part === '__proto__')) {
    throw new DsraError('badInput', `"${path}" is no path of a parameter`);
  }
  let branch = root;
  for (const part of parts) {
    const inner = Object.hasOwn(branch, part) ? branch[part] : (branch[part] = {});
    if (isTensor(inner)) throw new DsraError('badInput', `"${path}" lies below another parameter`);
    branch = inner as Branch;
  }
  if (Object.hasOwn(branch, name)) throw new DsraError('badInput', `two parameters are named "${path}"`);
  branch[name] = tensor;
}

/** A tree of the same shape with every leaf replaced by `change(leaf, path)`. */
export function mapParams(params: Params, change: (tensor: Tensor, path: string) => Tensor): Params {
  return fromLeaves(leaves(params).map(([path, tensor]) => [path, change(tensor, path)] as const));
}

/** How many numbers the tree holds. */
export function countParams(params: Params): number {
  return leaves(params).reduce((sum, [, tensor]) => sum + tensor.size, 0);
}

/** How many numbers each top-level name holds. */
export function countByPart(params: Params): Record<string, number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, node]) => [name, isTensor(node) ? node.size : countParams(node)]),
  );
}

/** A copy that is disposed of on its own. */
export function cloneParams(params: Params): Params {
  return mapParams(params, (tensor) => tf.clone(tensor));
}

/** Disposes every leaf. */
export function disposeParams(params: Params): void {
  for (const [, tensor] of leaves(params)) tensor.dispose();
}

/**
 * The leaf at this path.
 * @throws DsraError `missing`
 */
export function leafAt(params: Params, path: string): Tensor {
  let node: Tensor | Params | undefined = params;
  for (const part of path.split('.')) {
    node = node && !isTensor(node) && Object.hasOwn(node, part) ? node[part] : undefined;
  }
  if (isTensor(node)) return node;
  throw new DsraError('missing', `the parameters have no leaf "${path}"`);
}
