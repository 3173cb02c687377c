import { createRequire } from 'node:module';
import { palette } from './theme';

/**
 * Pixels of an SVG, twice its size, on white. The font comes with the package: fonts of the system would give other pixels
 * elsewhere, or no words where there are none.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const drawn = new Resvg(svg, {
    background: palette.paper,
    fitTo: { mode: 'zoom', value: 2 },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, ...families },
  }).render();
  return drawn.asPng();
}

const families = { defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' };

function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return ['DejaVuSans', 'DejaVuSans-Bold'].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
}
