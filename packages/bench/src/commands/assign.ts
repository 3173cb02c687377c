import { DsraError } from '@dsra/core';
import { methodName, methodTable } from '@dsra/prompts';
import type { Assignment, Value } from './assignments';
import { listed } from '../terminal/listed';
import type { Member } from './members';

/** A method, and the options that were asked for. */
export interface AskedMethod extends Member {
  readonly asked: Readonly<Record<string, Value>>;
}

/**
 * Gives each value to the method whose option it is.
 * @throws DsraError `badConfig` for an option that none has, that several have, or that is given twice
 */
export function assign(assignments: readonly Assignment[], members: readonly Member[]): AskedMethod[] {
  const taken = new Map<string, Assignment>();
  for (const assignment of assignments) {
    const target = `${ownerOf(assignment, members).name}.${assignment.option}`;
    const before = taken.get(target);
    if (before) {
      const both = `${before.written} and ${assignment.written}`;
      throw new DsraError('badConfig', `${target} is given twice, by ${both}: give it once`);
    }
    taken.set(target, assignment);
  }
  return members.map((member) => ({ ...member, asked: valuesOf(member, taken) }));
}

const valuesOf = ({ name }: Member, taken: ReadonlyMap<string, Assignment>): Record<string, Value> =>
  Object.fromEntries(
    [...taken]
      .filter(([target, { option }]) => target === `${name}.${option}`)
      .map(([, { option, value }]) => [option, value]),
  );

function ownerOf(assignment: Assignment, members: readonly Member[]): Member {
  const asked = assignment.method === undefined ? members : [namedMember(assignment, members)];
  const owners = asked.filter(({ entry }) => Object.hasOwn(entry.options, assignment.option));
  if (owners.length === 1) return owners[0]!;
  throw new DsraError(
    'badConfig',
    owners.length === 0 ? lacking(assignment, asked) : ambiguous(assignment, owners),
  );
}

function namedMember({ written, method }: Assignment, members: readonly Member[]): Member {
  const name = methodName(method!);
  const member = members.find((one) => one.name === name);
  if (member) return member;
  const chosen = listed(members.map((one) => one.name));
  throw new DsraError(
    'badConfig',
    `${written}: ${name} is not asked for, only ${chosen}: add --with ${name}`,
  );
}

function lacking({ written, option }: Assignment, members: readonly Member[]): string {
  const have = members.map(({ name, entry }) => `${name} has ${Object.keys(entry.options).join(', ')}`);
  const others = Object.keys(methodTable).filter((name) => Object.hasOwn(methodTable[name]!.options, option));
  const elsewhere = others.length > 0 ? `; ${option} is an option of ${listed(others)}` : '';
  return `${written}: there is no option ${option} here: ${have.join('; ')}${elsewhere}`;
}

function ambiguous({ written, option }: Assignment, owners: readonly Member[]): string {
  const names = owners.map(({ name }) => name);
  const ways = names.map((name) => `--set ${name}.${option}=…`);
  return `${written}: ${listed(names)} have an option ${option}: write ${ways.join(' or ')}`;
}
