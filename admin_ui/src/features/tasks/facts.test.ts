import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { conditionText } from './facts';

const words: Record<string, string> = { any: '任意', 'word.ordinary': '普通' };
const t = ((key: string, options?: { defaultValue?: string }) => words[key] ?? options?.defaultValue ?? key) as TFunction;

it.each([
  ['', '任意'],
  ['-', '任意'],
  ['> 5000', '> 5,000'],
  ['>=100000', '≥ 100,000'],
  ['<= 12500.50', '≤ 12,500.50'],
  ['[0..100]', '0–100'],
  ['[5000..100000]', '5,000–100,000'],
  ['(0..5000]', '(0..5,000]'],
  ['"ordinary", "VIP"', '普通, VIP'],
  ['> date("2026-01-01")', '> date("2026-01-01")'],
])('the condition %s reads %s', (condition, read) => {
  expect(conditionText(condition, t)).toBe(read);
});
