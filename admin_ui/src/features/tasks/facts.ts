/** Turns the values a diagram hands to a task into at most four labelled facts. */
import type { TFunction } from 'i18next';
import type { TaskDetail } from '../../api/types';
import { fen, splitForDisplay } from '../../lib/money';

export interface Fact {
  key: string;
  label: string;
  value: string;
}

const MAX = 4;
const MONEY = /^(gross|excess|available|limit|frozen|amount|override_limit|this_order|.*_amount|.*_fen)$/;
const HIDDEN = new Set(['gross', 'order_id', 'order_number', 'customer_code', 'customer_id', 'reason', 'priority', 'comment']);
const ORDER = ['excess', 'available', 'shortage', 'discount_percent', 'tier', 'level', 'warehouse_code', 'channel', 'submitted_by'];

export function factsOf(task: TaskDetail, t: TFunction): Fact[] {
  const given = Object.entries(task.facts ?? {}).filter(([key, value]) => !HIDDEN.has(key) && value !== null && value !== '');
  given.sort(([one], [other]) => rank(one) - rank(other));
  const facts = given.map(([key, value]) => ({ key, label: t(`fact.${key}`, { defaultValue: key }), value: factText(key, value, t) }));
  const order = task.card?.order;
  if (order) {
    const extra: Fact[] = [
      { key: 'lines', label: t('fact.lines'), value: t('lineCount', { n: order.line_count }) },
      { key: 'warehouse', label: t('fact.warehouse_code'), value: order.warehouse_code ?? '—' },
      { key: 'by', label: t('fact.submitted_by'), value: order.submitted_by ?? '—' },
      { key: 'ch', label: t('fact.channel'), value: t(`common:channel.${order.channel}`) },
    ];
    for (const fact of extra) if (!facts.some((known) => known.label === fact.label)) facts.push(fact);
  }
  return facts.slice(0, MAX);
}

const rank = (key: string) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

export function factText(key: string, value: unknown, t: TFunction): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (key === 'discount_percent') return `${String(value)}%`;
  if (key === 'channel') return t(`common:channel.${String(value)}`, { defaultValue: String(value) });
  if (MONEY.test(key) && (typeof value === 'number' || typeof value === 'string')) {
    const { sign, whole, cents } = splitForDisplay(fen(value));
    return `${sign}¥${whole}.${cents}`;
  }
  if (Array.isArray(value)) return value.map((item) => shortText(item)).join('、') || '—';
  return ruleText(key, typeof value === 'object' ? shortText(value) : value, t);
}

/** A value of a decision table: known words and units are spoken, the rest stands as it is. */
export function ruleText(key: string, value: unknown, t: TFunction): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return t(`unit.${key}`, { value, defaultValue: value.toLocaleString('en-US') });
  const text = String(value ?? '—');
  return t(`word.${text}`, { defaultValue: t(`common:group.${text}`, { defaultValue: text }) });
}

const CALL = /\w\(/;
const WORDS = /"([^"]*)"/g;

/** The condition of a decision table as people write it: ">= 5000" → "≥ 5,000", "[0..100]" → "0–100". */
export function conditionText(condition: string | null | undefined, t: TFunction): string {
  if (!condition || condition === '-') return t('any');
  if (CALL.test(condition)) return condition;
  return condition
    .replace(WORDS, (_, word: string) => ruleText('condition', word, t))
    .replace(/^\[([\d.]+?)\.\.([\d.]+)\]$/, '$1–$2')
    .replace(/>=\s*/g, '≥ ')
    .replace(/<=\s*/g, '≤ ')
    .replace(/(?<!\d|\d\.)\d{4,}/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

const shortText = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.values(value as Record<string, unknown>).filter((part) => typeof part !== 'object').join(' ')
    : String(value);
