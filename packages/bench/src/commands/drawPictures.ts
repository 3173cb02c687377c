import { DsraError } from '@dsra/core';
import { counted, field } from '../terminal/figures';
import { shellLine } from '../terminal/shellLine';
import { table } from '../terminal/table';
import { shifts } from '../world/tasks/shifts';
import type { Task } from '../world/tasks/task';
import { tasks } from '../world/tasks/tasks';
import { writeTask } from '../world/tasks/writeTask';
import { commandName, type Context } from './context';
import type { DrawOptions } from './drawOptions';
import { claimOutFolder } from './outFolder';

const drawable: readonly Task[] = [...tasks, ...Object.values(shifts)];

/** `dsra draw`: which tasks there are. */
export function listTasks({ out }: Context): void {
  const rows = drawable.map(({ name, classNames, about }) => [
    name,
    counted(classNames.length, 'class', 'classes'),
    about,
  ]);
  for (const line of table(rows)) out.line(line);
  out.json(
    drawable.map(({ name, role, about, classNames, template }) => ({
      name,
      role,
      about,
      classNames,
      template,
    })),
  );
}

/** `dsra draw <task> <folder>`: the pictures of a task as files. */
export async function drawPictures(
  context: Context,
  name: string,
  folder: string,
  options: DrawOptions,
): Promise<void> {
  const { out } = context;
  const task = taskNamed(name);
  await claimOutFolder(folder, { marks: [], holding: 'pictures' });
  const files = await writeTask(task, folder, { split: 'train', ...options });
  out.line(
    field(
      'drawn',
      `${counted(files.length, 'picture')} of ${counted(task.classNames.length, 'class', 'classes')} in ${folder}`,
    ),
  );
  out.line(
    field(
      'next',
      shellLine([
        ...commandName(context.io),
        'fit',
        folder,
        '--shots',
        '16',
        '--out',
        `${task.name}-adapter`,
      ]),
    ),
  );
  out.json({ task: task.name, folder, classNames: task.classNames, files });
}

/** @throws DsraError `badInput`, listing the names that there are */
export function taskNamed(name: string): Task {
  const task = drawable.find((known) => known.name === name);
  if (task) return task;
  throw new DsraError(
    'badInput',
    `there is no task "${name}"; there are: ${drawable.map((known) => known.name).join(', ')}`,
  );
}
