import { type CellChild, cellChild } from './childProcess';
import type { Runner } from './runner';
import type { WorkshopOptions } from './workshop';

/** In child processes, which share the cores: what crashes takes its own cell with it and no other, also where it is one job. */
export function inChildren(jobs: number, options: WorkshopOptions): Runner {
  const idle: CellChild[] = Array.from({ length: jobs }, () => cellChild({ ...options, jobs }));
  const all = [...idle];
  return {
    jobs,
    run: async (unit, hooks) => {
      const child = idle.pop();
      if (!child) throw new Error('more units at a time than jobs');
      try {
        return await child.run(unit, hooks);
      } finally {
        idle.push(child);
      }
    },
    close: () => {
      for (const child of all) child.close();
      return Promise.resolve();
    },
  };
}
