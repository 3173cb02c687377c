import { darkPalette, palette } from '../../figures/theme';

/** Vermillion for words: the figures' own is too pale for them on light paper. */
export const warning = { light: '#b34700', dark: darkPalette.vermillion } as const;

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour};`)
    .join('');

/** The page's own style sheet: nothing is loaded. Print is always light. */
export const style = `
:root{color-scheme:light dark;${variables(palette)}--back:#f6f7f8;--warning:${warning.light};}
@media screen and (prefers-color-scheme:dark){:root{${variables(darkPalette)}--back:#1b2026;--warning:${warning.dark};}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
body{max-width:86rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0}
h2{font-size:1.3rem;margin:2.6rem 0 .4rem;padding-top:.6rem;border-top:1px solid var(--grid)}
h3{font-size:1.02rem;margin:1.6rem 0 .5rem}
p{margin:.4rem 0;max-width:60rem}
a{color:var(--blue)}
.sub,.note,figcaption,caption{color:var(--muted)}
.note{font-size:.86rem}
nav{margin:1rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.2rem;font-size:.92rem}
dt{font-weight:600}dd{margin:0}
.tables.many{display:flex;flex-wrap:wrap;gap:1.1rem 2.2rem;align-items:flex-start}
.scroll{overflow-x:auto;max-width:100%}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums;line-height:1.35}
.tables.many table{font-size:.8rem}
.tables.many th,.tables.many td{padding:.16rem .4rem}
caption{text-align:left;font-weight:600;padding:.2rem 0;color:var(--ink)}
th,td{padding:.2rem .5rem;text-align:left;vertical-align:baseline}
thead th{border-bottom:1.5px solid var(--ink);font-weight:600;vertical-align:bottom}
thead th.group{border-bottom:1px solid var(--muted);text-align:center;font-weight:400}
tbody th{font-weight:400;white-space:nowrap}
tbody tr:nth-child(even){background:var(--back)}
tbody tr:last-child>*{border-bottom:1.5px solid var(--ink)}
.number{text-align:right;white-space:nowrap}
.published{font-style:italic;color:var(--muted);border-left:1px dotted var(--muted)}
.lacking{color:var(--warning);font-style:italic}
tr.difference>*{color:var(--muted);font-style:italic}
tr.difference>th,.tables.many tr.difference>th{padding-left:1.4rem}
figure{margin:1.4rem 0;break-inside:avoid}
figure svg{display:block;max-width:100%;height:auto}
figcaption{font-size:.86rem;max-width:60rem}
figcaption b{color:var(--ink)}
.holes{border-left:4px solid var(--vermillion);background:var(--back);padding:.5rem 1rem;margin:1rem 0}
.holes.none{border-color:var(--green)}
.holes summary{cursor:pointer;margin:.4rem 0}
.holes ul{margin:.3rem 0;padding-left:1.2rem;font-size:.88rem}
@media print{
@page{size:A4 landscape;margin:12mm}
html{font-size:12px}
body{max-width:none;padding:0}
nav{display:none}
h2,h3{break-after:avoid}
tr,.scroll{break-inside:avoid}
.tables.one .scroll{break-inside:auto}
thead{display:table-header-group}
.scroll{overflow:visible}
details::details-content{content-visibility:visible;height:auto}
tbody tr:nth-child(even){background:none}
tbody tr>*{border-bottom:1px solid var(--grid)}
figure svg{max-height:165mm}
}
`.trim();
