import type { BenchProtocol } from '../grid/cell';
import type { Asked } from './asked';
import { costFigures } from './figures/costFigures';
import type { Figure } from '../figures/figure';
import { rankFigures } from './figures/rankFigures';
import { shotsFigures } from './figures/shotsFigures';
import { variantFigures } from './figures/variantBars';

const none = (): Figure[] => [];

/** The figures of each protocol. */
export const protocolFigures: Readonly<Record<BenchProtocol, (asked: readonly Asked[]) => Figure[]>> = {
  fewShot: (asked) => shotsFigures(asked, { id: 'few-shot', title: 'Few-shot accuracy (Fig. 3)' }),
  baseToNew: none,
  domainGeneralisation: none,
  crossDataSet: none,
  rank: rankFigures,
  sharing: (asked) =>
    variantFigures(asked, { id: 'sharing', title: 'Shared or separate coefficients (Fig. 4b)' }),
  placement: (asked) =>
    variantFigures(asked, { id: 'placement', title: 'Adapters before attention, feed-forward, or both' }),
  plugIn: (asked) => shotsFigures(asked, { id: 'plug-in', title: 'DsRA on other methods (Table 5)' }),
  complexity: costFigures,
};
