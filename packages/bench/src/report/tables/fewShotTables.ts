import type { Asked } from '../asked';
import type { ReportTable } from '../reportTable';
import { shotsTable } from './shotsTable';

export const fewShotTables = (asked: readonly Asked[]): ReportTable[] => [
  shotsTable(asked, {
    id: 'few-shot',
    title: 'Accuracy by training pictures per class, all classes (the numbers of Fig. 3)',
    notes: [],
  }),
];
