import type { BenchProtocol } from '../cell';
import { baseToNew } from './baseToNew';
import { complexity } from './complexity';
import { crossDataSet } from './crossDataSet';
import { domainGeneralisation } from './domainGeneralisation';
import { fewShot } from './fewShot';
import { placement } from './placement';
import type { ProtocolPlan } from './plan';
import { plugIn } from './plugIn';
import { rank } from './rank';
import { sharing } from './sharing';

/** What the benchmark asks, in the paper's order. */
export const protocolPlans: Readonly<Record<BenchProtocol, ProtocolPlan>> = {
  fewShot,
  baseToNew,
  domainGeneralisation,
  crossDataSet,
  rank,
  sharing,
  placement,
  plugIn,
  complexity,
};
