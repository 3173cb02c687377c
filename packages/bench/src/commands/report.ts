import path from 'node:path';
import { writeReport } from '../report/writeReport';
import { counted } from '../terminal/figures';
import { table } from '../terminal/table';
import type { Context } from './context';
import { claimOutFolder } from './outFolder';
import type { ReportOptions } from './reportOptions';

/** `dsra report`: a results folder → a folder with the report. */
export async function report(
  { out }: Context,
  results: string,
  { out: asked }: ReportOptions,
): Promise<void> {
  const folder = asked ?? path.join(results, 'report');
  await claimOutFolder(folder, { marks: ['report.html'], holding: 'a report', force: true });
  const { files, holes } = await writeReport(results, folder);
  const head = ['protocol', 'asked', 'done', 'missing', 'failed'];
  const rows = holes.map(({ title, asked: cells, done, missing, failed }) => [
    title,
    ...[cells, done, missing, failed].map(String),
  ]);
  for (const line of table([head, ...rows])) out.line(line);
  const several = new Set(holes.map(({ model }) => model)).size > 1;
  for (const { model, lines } of holes) {
    for (const line of lines) out.note(several ? `${model}: ${line}` : line);
  }
  out.line(`${counted(files.length, 'file')} in ${folder}: open ${path.join(folder, 'report.html')}`);
  out.json({ results, folder, files, protocols: holes });
}
