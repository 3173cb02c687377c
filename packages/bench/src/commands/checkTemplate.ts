import { DsraError } from '@dsra/core';
import { methodNamed, type Protocol } from '@dsra/prompts';
import type { AskedMethod } from './assign';
import { listed } from '../terminal/listed';
import { optionsOf } from './optionsOf';

/** Refuses a sentence around the class names where a method writes them its own way, and learns the words around them. */
export function checkTemplate(members: readonly AskedMethod[], protocol: Protocol): void {
  if (!members.some(({ asked }) => asked.template !== undefined)) return;
  const writing = members.filter((member) => {
    const others = Object.entries(optionsOf(member, protocol)).filter(([name]) => name !== 'template');
    return methodNamed(member.name, Object.fromEntries(others)).prompts !== undefined;
  });
  if (writing.length === 0) return;
  const names = listed(writing.map(({ name }) => name));
  throw new DsraError(
    'badConfig',
    `${names} learns the words around the class names: leave the template out`,
  );
}
