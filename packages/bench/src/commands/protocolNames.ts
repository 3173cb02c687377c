import type { BenchProtocol } from '../grid/cell';

/** How the protocols are typed, and what each measures: all that `--help` needs, without loading any of it. */
export const protocolNames: Readonly<
  Record<string, { readonly protocol: BenchProtocol; readonly about: string }>
> = {
  'few-shot': {
    protocol: 'fewShot',
    about: 'all classes from 1, 2, 4, 8 and 16 pictures of each (Fig. 3)',
  },
  'base-to-new': {
    protocol: 'baseToNew',
    about: 'learned on half of the classes, tested on each half (Table 2)',
  },
  'domain-generalisation': {
    protocol: 'domainGeneralisation',
    about: 'learned on one data set, tested on shifted pictures of its classes (Table 3)',
  },
  'cross-data-set': {
    protocol: 'crossDataSet',
    about: 'learned on one data set, tested on the others with their own classes',
  },
  rank: { protocol: 'rank', about: 'accuracy against the rank of DsRA (Fig. 4a)' },
  sharing: {
    protocol: 'sharing',
    about: 'coefficients shared by both towers against separate ones (Fig. 4b)',
  },
  placement: {
    protocol: 'placement',
    about: 'adapters before attention, before feed-forward, or before both (Table 4)',
  },
  'plug-in': { protocol: 'plugIn', about: 'other methods with DsRA in them and without (Table 5)' },
  complexity: {
    protocol: 'complexity',
    about: 'parameters, pictures per second and accuracy (Table 1)',
  },
};
