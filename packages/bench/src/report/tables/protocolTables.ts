import type { BenchProtocol } from '../../grid/cell';
import type { Asked } from '../asked';
import type { ReportTable } from '../reportTable';
import { baseToNewTables } from './baseToNewTables';
import { complexityTables } from './complexityTables';
import { fewShotTables } from './fewShotTables';
import { placementTables } from './placementTables';
import { plugInTables } from './plugInTables';
import { rankTables } from './rankTables';
import { sharingTables } from './sharingTables';
import { transferTables } from './transferTables';

/** The tables of each protocol, in the paper's layout. */
export const protocolTables: Readonly<Record<BenchProtocol, (asked: readonly Asked[]) => ReportTable[]>> = {
  fewShot: fewShotTables,
  baseToNew: baseToNewTables,
  domainGeneralisation: (asked) =>
    transferTables(asked, {
      id: 'domain-generalisation',
      title: 'Learned on one data set, tested on shifted pictures of its classes (Table 3)',
    }),
  crossDataSet: (asked) =>
    transferTables(asked, {
      id: 'cross-data-set',
      title: 'Learned on one data set, tested on others with their own classes',
    }),
  rank: rankTables,
  sharing: sharingTables,
  placement: placementTables,
  plugIn: plugInTables,
  complexity: complexityTables,
};
