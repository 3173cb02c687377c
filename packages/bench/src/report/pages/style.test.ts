import { expect, test } from '@jest/globals';
import { darkPalette, palette } from '../../figures/theme';
import { style, warning } from './style';

/** Of WCAG 2. */
function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const back = { light: '#f6f7f8', dark: '#1b2026' };

test.each([
  ['light', palette, warning.light, back.light],
  ['dark', darkPalette, warning.dark, back.dark],
])('all words are readable in %s (AA)', (_, colours, said, striped) => {
  expect(style).toContain(`--back:${striped};--warning:${said};`);
  for (const paper of [colours.paper, striped]) {
    for (const word of [colours.ink, colours.muted, colours.blue, said]) {
      expect(contrast(word, paper)).toBeGreaterThanOrEqual(4.5);
    }
  }
});
