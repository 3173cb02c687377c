import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { openResults } from '../grid/results';
import { askedCells } from './asked';
import { contentOf, type ReportContent } from './content';
import { drawFigure } from '../figures/draw';
import type { DrawnFigure } from '../figures/figure';
import { pngOf } from '../figures/png';
import type { ProtocolHoles } from './holes';
import { numbersFile } from './numbers';
import { cellsCsv, csv, tableCsv } from './pages/csv';
import { htmlPage } from './pages/html';
import { markdownPage } from './pages/markdown';

/** What was written, and what of the results is not there. */
export interface WrittenReport {
  readonly folder: string;
  readonly files: readonly string[];
  readonly holes: readonly ProtocolHoles[];
}

/**
 * Reads a folder of results and writes what it says:
 *
 *     report.html               everything in one page
 *     report.md                 the same in Markdown
 *     cells.csv, tables/*.csv   every cell; every table with all digits
 *     figures/*.svg, *.png      every figure; tables has the numbers of those that no table shows
 *
 * The same results give the same files. An earlier report there is replaced.
 *
 * ```ts
 * await writeReport('results', 'results/report');
 * ```
 * @throws DsraError `missing` where there are no results, `badFile` naming the file that is none of theirs, `unwritable`
 */
export async function writeReport(results: string, out: string): Promise<WrittenReport> {
  const opened = openResults(results);
  const asked = askedCells(await opened.grid(), await opened.records());
  if (asked.length === 0) {
    throw new DsraError('missing', `${results} holds no results of dsra bench: name its results folder`);
  }
  const content = await contentOf(asked, opened);
  const files = await filesOf(content);
  await writeFilesAtomically(out, files);
  await removeStale(out, Object.keys(files));
  return { folder: out, files: Object.keys(files), holes: content.holes };
}

async function filesOf(content: ReportContent): Promise<Record<string, string | Uint8Array>> {
  const drawn = new Map<string, DrawnFigure>();
  for (const figure of content.chapters.flatMap(({ figures }) => figures)) {
    drawn.set(figure.id, await drawFigure(figure));
  }
  const files: Record<string, string | Uint8Array> = {
    'report.html': htmlPage(content, drawn),
    'report.md': markdownPage(content),
    'cells.csv': cellsCsv(content.asked),
  };
  for (const table of content.chapters.flatMap(({ tables }) => tables)) {
    files[`tables/${table.id}.csv`] = tableCsv(table);
  }
  for (const numbers of content.chapters.flatMap((chapter) => chapter.numbers)) {
    files[numbersFile(numbers)] = csv(numbers.rows);
  }
  for (const { id, svg } of drawn.values()) {
    files[`figures/${id}.svg`] = `${svg}\n`;
    files[`figures/${id}.png`] = await pngOf(svg);
  }
  return files;
}

/** Tables and figures of an earlier report that this one has not. */
async function removeStale(folder: string, files: readonly string[]): Promise<void> {
  for (const part of ['tables', 'figures']) {
    const names = await readdir(path.join(folder, part)).catch(() => []);
    const stale = names.filter(
      (name) => /\.(csv|svg|png)$/u.test(name) && !files.includes(`${part}/${name}`),
    );
    await Promise.all(stale.map((name) => rm(path.join(folder, part, name))));
  }
}
