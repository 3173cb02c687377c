import { test } from '@jest/globals';

/** `test.each`; where the golden folder has nothing to test, one skipped test that says so, for `.each` refuses an empty list. */
export function testEach<Case extends object>(
  what: string,
  cases: readonly Case[],
  title: string,
  body: (it: Case) => void | Promise<void>,
): void {
  if (cases.length > 0) test.each(cases)(title, body);
  else test.skip(`the golden folder has no ${what}`, () => undefined);
}
