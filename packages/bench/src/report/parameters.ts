import { architectures } from '@dsra/clip';
import { countTrainable } from '@dsra/prompts';
import type { Cell } from '../grid/cell';
import { cellMethod } from '../grid/cellMethod';
import { membersOf } from '../grid/combination';
import { embeddedModelName } from '../grid/makeCell';

/** What the embedded model has instead of the papers' own. */
const ofSmallModel = ['rank', 'template', 'teacherTemplate', 'teacherTemplates'];

/**
 * How many numbers the cell's method trains on the papers' ViT-B/16, from the configuration alone. Of a cell of the embedded
 * model: with the papers' rank and sentences instead of those, and with what its ablation varies.
 */
export function parametersOnViTB16(cell: Cell): number {
  const { model, options, variant } = cell;
  const isRank = variant.startsWith('rank ');
  const kept = (own: Cell['options'][string]) =>
    Object.fromEntries(
      Object.entries(own).filter(
        ([key]) => model !== embeddedModelName || !ofSmallModel.includes(key) || (isRank && key === 'rank'),
      ),
    );
  const own = membersOf(cell.method).map((name) => [name, kept(options[name] ?? {})] as const);
  const method = cellMethod({ method: cell.method, options: Object.fromEntries(own) });
  return countTrainable(method, architectures['ViT-B/16']).total;
}
