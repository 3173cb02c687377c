import { isDsraError } from '@dsra/core';
import { dataSetNamed } from '../datasets/dataSetNamed';
import type { BenchProtocol } from '../grid/cell';
import { hasAdapters, isCombined, membersOf, pluggedIn } from '../grid/combination';

/** As the papers write them. */
const methods: Readonly<Record<string, string>> = {
  zeroShot: 'CLIP (zero-shot)',
  coOp: 'CoOp',
  coOpStar: 'CoOp*',
  coCoOp: 'CoCoOp',
  vpt: 'VPT',
  ivlp: 'IVLP',
  maple: 'MaPLe',
  mapleStar: 'MaPLe*',
  kgCoOp: 'KgCoOp',
  proGrad: 'ProGrad',
  promptSrc: 'PromptSRC',
  clipAdapter: 'CLIP-Adapter',
  dsra: 'DsRA alone',
  dsraPromptSrc: 'DsRA (with PromptSRC)',
};

/** `dsra+kgCoOp` → `KgCoOp + DsRA` */
export function methodTitle(method: string): string {
  if (!isCombined(method)) return methods[method] ?? method;
  const hosts = membersOf(method).filter((name) => name !== pluggedIn);
  return [...hosts.map((name) => methods[name] ?? name), ...(hasAdapters(method) ? ['DsRA'] : [])].join(
    ' + ',
  );
}

/** As its source says; a set that is not there any more keeps its name. */
export function dataSetTitle(name: string): string {
  try {
    return dataSetNamed(name).title;
  } catch (error) {
    if (isDsraError(error)) return name;
    throw error;
  }
}

export const protocolTitles: Readonly<Record<BenchProtocol, string>> = {
  fewShot: 'Few-shot classification',
  baseToNew: 'Base-to-new generalisation',
  domainGeneralisation: 'Domain generalisation',
  crossDataSet: 'Cross-data-set transfer',
  rank: 'Rank',
  sharing: 'Shared or separate coefficients',
  placement: 'Placement',
  plugIn: 'DsRA on other methods',
  complexity: 'Complexity',
};
