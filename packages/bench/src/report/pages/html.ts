import { version } from '../../version';
import type { Chapter, ReportContent } from '../content';
import { subtitleOf } from '../content';
import { definitions } from '../definitions';
import type { DrawnFigure } from '../../figures/figure';
import { withVariables } from '../../figures/theme';
import { type Numbers, numbersFile, withoutFigure } from '../numbers';
import { escapeHtml } from './escape';
import { htmlTable } from './htmlTable';
import { style } from './style';

/** One page with everything in it: it opens from a disk, asks for nothing, and runs nothing. */
export function htmlPage(content: ReportContent, figures: ReadonlyMap<string, DrawnFigure>): string {
  const { chapters, surroundings } = content;
  const links = [
    ...chapters.map(({ id, title }) => ({ id, title })),
    { id: 'definitions', title: 'Definitions' },
    { id: 'origin', title: 'Where the numbers come from' },
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`Benchmark: ${subtitleOf(content)}`)}</title>
<style>
${style}
</style>
</head>
<body>
<header>
<h1>Benchmark of prompts and adapters for CLIP</h1>
<p class="sub">${escapeHtml(subtitleOf(content))}</p>
</header>
<nav aria-label="Contents">${links.map(({ id, title }) => `<a href="#${id}">${escapeHtml(title)}</a>`).join(' ')}</nav>
<main>
${holesPart(content)}
${chapters.map((chapter) => chapterPart(chapter, figures)).join('\n')}
<section id="definitions">
<h2>Definitions</h2>
${list(definitions)}
</section>
<section id="origin">
<h2>Where the numbers come from</h2>
${list([...surroundings, ['Report', `dsra ${version}`]])}
</section>
</main>
</body>
</html>
`;
}

const list = (rows: readonly (readonly [string, string])[]): string =>
  `<dl>${rows.map(([term, meaning]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`).join('\n')}</dl>`;

/** More lines than this would push everything else off the page: they open on demand. */
const longest = 6;

function holesPart({ holes }: ReportContent): string {
  const lacking = holes.filter(({ asked, done }) => done < asked);
  if (lacking.length === 0)
    return '<div class="holes none"><p>Complete: every cell that was asked for is there.</p></div>';
  const parts = lacking.map(({ title, asked, done, failed, missing, lines }) => {
    const counts = `${done} of ${asked} cells done, ${missing} missing, ${failed} failed`;
    const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n');
    const open = lines.length > longest ? '' : ' open';
    return `<details${open}><summary><b>${escapeHtml(title)}</b>: ${counts}</summary><ul>\n${items}\n</ul></details>`;
  });
  return `<div class="holes"><p>Not complete. Averages over incomplete sets are marked †.</p>\n${parts.join('\n')}</div>`;
}

function chapterPart(
  { id, title, lacking, published, tables, figures, numbers }: Chapter,
  drawn: ReadonlyMap<string, DrawnFigure>,
): string {
  const of = (figure: string): Numbers | undefined => numbers.find((one) => one.id === figure);
  return `<section id="${id}">
<h2>${escapeHtml(title)}</h2>
${note(lacking)}
${tables.map(htmlTable).join('\n')}
${figures.map(({ id: name }) => figurePart(drawn.get(name)!, of(name))).join('\n')}
${withoutFigure(numbers, figures)
  .map((one) => `<p class="note">${escapeHtml(one.title)}: ${numbersLink(one)}</p>`)
  .join('\n')}
${note(published)}
</section>`;
}

const note = (text: string | undefined): string =>
  text === undefined ? '' : `<p class="note">${escapeHtml(text)}</p>`;

const numbersLink = (numbers: Numbers): string => `<a href="${numbersFile(numbers)}">all numbers as CSV</a>.`;

function figurePart({ id, title, caption, svg }: DrawnFigure, numbers: Numbers | undefined): string {
  const link = numbers ? ` ${numbersLink(numbers).replace('all', 'All')}` : '';
  const image = withVariables(svg).replace('<svg ', `<svg role="img" aria-label="${escapeHtml(title)}" `);
  return `<figure id="figure-${id}">
${image}
<figcaption><b>${escapeHtml(title)}.</b> ${escapeHtml(caption)}${link}</figcaption>
</figure>`;
}
