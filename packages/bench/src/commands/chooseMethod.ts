import type { ClipConfig } from '@dsra/clip';
import { combine, type Method, methodNamed, type PaperSetting } from '@dsra/prompts';
import { assign, type AskedMethod } from './assign';
import { assignmentsOf } from './assignments';
import { checkPairing } from './checkPairing';
import { checkTemplate } from './checkTemplate';
import { membersOf } from './members';
import type { MethodOptions } from './methodOptions';
import { type Options, optionsOf } from './optionsOf';

/** What was asked for, before there is a model. */
export interface MethodChoice {
  /** The method that was named first: how it is trained counts. */
  readonly lead: string;
  /** How its paper trains it in this protocol; nothing for a method that is not trained. */
  readonly setting?: PaperSetting;
  /** Whether anything is learned. */
  readonly learns: boolean;
  /** The method on a model of this architecture. */
  readonly on: (config: ClipConfig) => Method;
}

/**
 * One method of the table, or several as one.
 * @throws DsraError `badConfig`, before any work is done
 */
export function chooseMethod(options: MethodOptions): MethodChoice {
  const members = assign(assignmentsOf(options), membersOf(options));
  const { protocol } = options;
  checkTemplate(members, protocol);
  const [lead] = members;
  const setting = lead!.entry.settings?.[protocol];
  const anywhere = methodOf(members, (member) => optionsOf(member, protocol));
  return {
    lead: lead!.name,
    ...(setting && { setting }),
    learns: anywhere.parameters !== undefined,
    on: (config) => {
      checkPairing(members, config);
      return methodOf(members, (member) => optionsOf(member, protocol, config));
    },
  };
}

function methodOf(members: readonly AskedMethod[], own: (member: AskedMethod) => Options): Method {
  const made = members.map((member) => [member.name, methodNamed(member.name, own(member))] as const);
  return made.length === 1 ? made[0]![1] : combine(Object.fromEntries(made));
}
