import { type Chapter, type ReportContent, subtitleOf } from '../content';
import { definitions } from '../definitions';
import { type Numbers, numbersFile, withoutFigure } from '../numbers';
import { escapeMarkdown } from './escape';
import { markdownTable } from './markdownTable';

/** The same report for places that show Markdown; figures are files beside it. */
export function markdownPage(content: ReportContent): string {
  return `${[
    '# Benchmark of prompts and adapters for CLIP',
    escapeMarkdown(subtitleOf(content)),
    ...holesPart(content),
    ...content.chapters.flatMap(chapterPart),
    '## Definitions',
    list(definitions),
    '## Where the numbers come from',
    list(content.surroundings),
  ].join('\n\n')}\n`;
}

const list = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([term, meaning]) => `- **${escapeMarkdown(term)}**: ${escapeMarkdown(meaning)}`).join('\n');

function holesPart({ holes }: ReportContent): string[] {
  const lacking = holes.filter(({ asked, done }) => done < asked);
  if (lacking.length === 0) return ['Complete: every cell that was asked for is there.'];
  return [
    '## What is not there',
    'Averages over incomplete sets are marked †.',
    ...lacking.flatMap(({ title, asked, done, failed, missing, lines }) => [
      `**${escapeMarkdown(title)}**: ${done} of ${asked} cells done, ${missing} missing, ${failed} failed`,
      lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n'),
    ]),
  ];
}

function chapterPart({ title, lacking, published, tables, figures, numbers }: Chapter): string[] {
  const link = (one: Numbers): string => `[All numbers as CSV](${numbersFile(one)})`;
  const linkOf = (id: string): string =>
    numbers
      .filter((one) => one.id === id)
      .map((one) => ` ${link(one)}.`)
      .join('');
  return [
    `## ${escapeMarkdown(title)}`,
    ...(lacking === undefined ? [] : [escapeMarkdown(lacking)]),
    ...tables.map(markdownTable),
    ...figures.map(
      ({ id, title: name, caption }) =>
        `![${escapeMarkdown(name)}](figures/${id}.svg)\n\n*${escapeMarkdown(name)}.* ${escapeMarkdown(caption)}${linkOf(id)}`,
    ),
    ...withoutFigure(numbers, figures).map((one) => `*${escapeMarkdown(one.title)}.* ${link(one)}.`),
    ...(published === undefined ? [] : [escapeMarkdown(published)]),
  ];
}
