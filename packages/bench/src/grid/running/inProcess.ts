import type { Runner } from './runner';
import { runUnit } from './unit';
import { openWorkshop, type WorkshopOptions } from './workshop';

/** One after the other in this process, for programs that run `dsra` inside themselves: what crashes takes all with it. */
export function inProcess(options: WorkshopOptions): Runner {
  const workshop = openWorkshop(options);
  return {
    jobs: 1,
    run: (unit, hooks) => runUnit(unit, workshop, hooks),
    close: () => workshop.dispose(),
  };
}
