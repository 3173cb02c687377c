import type { Params } from '@dsra/core';
import { having, type Members, own } from './members';
import type { Method, Share } from './method';

const whole = (method: Method): Share => ({ method, of: (params) => params });

/** Adapters that are folded in leave behind how they write the classes: where a method has a template. */
function words(method: Method): Share | undefined {
  const { withoutAdapters } = method;
  const left = withoutAdapters ?? (method.prompts && { prompts: (frame) => method.prompts!(frame) });
  return left && { method: left, of: () => ({}) };
}

type Shares = readonly (readonly [key: string, share: Share])[];

/**
 * A combination parted into what can be folded into the weights and what stays: members that are written as LoRA factors
 * are adapters through and through. Nothing where all or none can be folded.
 * @param combine joins the members of a part again
 */
export function unfolded(
  members: Members,
  combine: (methods: Readonly<Record<string, Method>>) => Method,
): Pick<Method, 'unfolded'> {
  const folding: Shares = members.flatMap(([key, method]) => {
    const share = method.unfolded?.adapters ?? (method.lora && whole(method));
    return share ? [[key, share] as const] : [];
  });
  const staying: Shares = members.flatMap(([key, method]) => {
    const share = method.unfolded?.rest ?? (method.lora ? words(method) : whole(method));
    return share ? [[key, share] as const] : [];
  });
  const learns = having(
    staying.map(([key, { method }]) => [key, method]),
    'parameters',
  );
  if (folding.length === 0 || learns.length === 0) return {};
  const joined = (shares: Shares): Share => ({
    method: combine(Object.fromEntries(shares.map(([key, { method }]) => [key, method]))),
    of: (params) => partOf(shares, params),
  });
  return { unfolded: { adapters: joined(folding), rest: joined(staying) } };
}

/** The parts of the members' parameters; a member that learns nothing has none. */
function partOf(shares: Shares, params: Params): Params {
  const parts = shares.map(([key, share]) => [key, share.of(own(params, key))] as const);
  return Object.fromEntries(parts.filter(([, part]) => Object.keys(part).length > 0));
}
