import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { actorName } from './actors';

const words: Record<string, string> = { 'common:system': '系统', 'common:carrier.sandbox': '模拟承运商' };
const t = ((key: string, options?: { defaultValue?: string }) => words[key] ?? options?.defaultValue ?? key) as TFunction;

it.each([
  ['system', '系统'],
  ['carrier:sandbox', '模拟承运商'],
  ['carrier:quick', 'quick'],
  ['approver', 'approver'],
])('%s is called %s', (actor, name) => {
  expect(actorName(actor, t)).toBe(name);
});
