import type { Command } from 'commander';
import { contextOf, type Invocation } from './context';
import { withExamples } from './examples';
import { withJson } from './options';
import type { ReportOptions } from './reportOptions';

export function reportCommand(program: Command, io: Invocation): void {
  const command = program.command('report').summary('tables and figures of a benchmark’s results');
  command
    .description(
      'Writes report.html, one page that opens from a disk without a network, report.md, every table as CSV and every figure as ' +
        'SVG and PNG: the paper’s tables in its layout, with mean ± standard deviation over seeds. What is missing or failed is ' +
        'said first, and averages that lack a part are marked. An earlier report is replaced.',
    )
    .argument('<results>', 'the folder that dsra bench wrote to')
    .option('--out <folder>', 'where the report goes (default: report in the results folder)');
  withExamples(withJson(command), [
    ['dsra report results', 'Then open results/report/report.html'],
    ['dsra report results --out /tmp/report --json', 'Which files are there, and which cells are not?'],
  ]).action(async (results: string, options: ReportOptions) => {
    const { report } = await import('./report');
    await report(contextOf(io, options), results, options);
  });
}
