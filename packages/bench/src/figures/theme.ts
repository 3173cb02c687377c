/**
 * Colours of figures: after Okabe and Ito, which people tell apart however they see colours; shapes and dashes say the same
 * again. On pages each is a variable, so that dark mode has its own.
 */
export const palette = {
  ink: '#1f2328',
  muted: '#59636e',
  grid: '#dde1e5',
  paper: '#fffffe',
  vermillion: '#d55e00',
  blue: '#0072b2',
  green: '#009e73',
  purple: '#b5548c',
  orange: '#e69f00',
  sky: '#56b4e9',
  olive: '#7d7a1a',
} as const;
export type Colour = keyof typeof palette;

/** The same on dark paper. */
export const darkPalette: Readonly<Record<Colour, string>> = {
  ink: '#e6edf3',
  muted: '#9da7b1',
  grid: '#353c45',
  paper: '#14181d',
  vermillion: '#ff8c42',
  blue: '#4fa8e8',
  green: '#2fc79b',
  purple: '#e38fc0',
  orange: '#f5bf45',
  sky: '#93d3fb',
  olive: '#c3bf55',
};

const { ink, muted, grid, paper } = palette;

/** What all figures have. */
export const figureConfig = {
  background: paper,
  font: 'sans-serif',
  aria: false,
  view: { stroke: grid },
  axis: {
    labelColor: ink,
    titleColor: ink,
    domainColor: muted,
    tickColor: muted,
    gridColor: grid,
    titleFontWeight: 'normal',
    labelFontSize: 11,
    titleFontSize: 12,
  },
  legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, symbolSize: 90, labelLimit: 260 },
  header: { labelColor: ink, titleColor: ink, labelFontSize: 13, labelFontWeight: 'bold' },
  title: { color: ink, fontSize: 13 },
  text: { color: ink },
  rule: { color: muted },
} as const;

/** The figure's text with each colour as a variable of the page. */
export function withVariables(svg: string): string {
  let text = svg;
  for (const [name, colour] of Object.entries(palette))
    text = text.replaceAll(`"${colour}"`, `"var(--${name})"`);
  return text;
}
