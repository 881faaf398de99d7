/** How the entries of an order's timeline look, and what changed between two states of something. */
import { Cpu, FileText, PackageCheck, PencilLine, Send, ShieldAlert, Truck, XCircle, type LucideIcon } from 'lucide-react';
import { fen, grouped, yuan } from '../../lib/money';

const icons: [words: RegExp, icon: LucideIcon][] = [
  [/creat|submit/, FileText],
  [/edit|change|resubmit|line/, PencilLine],
  [/cancel|reject/, XCircle],
  [/ship|deliver|track|waybill|book/, Truck],
  [/credit|risk|overrid/, ShieldAlert],
  [/reserv|pick|stock/, PackageCheck],
  [/approv|return|task|complet/, Send],
];

export const iconOf = (action: string): LucideIcon => icons.find(([words]) => words.test(action))?.[1] ?? Cpu;

export type Side = Record<string, unknown> | null | undefined;
export interface Change {
  field: string;
  before: string;
  after: string;
}

const MAX = 6;
const TOLD_APART = new Set(['lines', 'gross']);

export function changesOf(before: Side, after: Side): Change[] {
  if (!before || !after) return [];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !TOLD_APART.has(field) && ![before[field], after[field]].some(isRecord));
  const changes = [...lineChanges(before.lines, after.lines), ...fieldChanges(fields, before, after)].slice(0, MAX);
  return [...changes, ...amountChange(before.gross, after.gross)];
}

type Values = Record<string, unknown>;

/** A map or a list of records is data for machines (how much of each line was shipped): the sentence says it already. */
const isRecord = (value: unknown): boolean => (Array.isArray(value) ? value.some(isRecord) : typeof value === 'object' && value !== null);

const fieldChanges = (fields: string[], before: Values, after: Values): Change[] =>
  fields
    .map((field) => ({ field, before: text(before[field]), after: text(after[field]) }))
    .filter((change) => change.before !== change.after);

/** Closes the list: how much the order is worth now, and by how much that is more or less. */
function amountChange(before: unknown, after: unknown): Change[] {
  if (before === after || after === undefined || after === null) return [];
  const [old, now] = [fen(text(before)), fen(text(after))];
  const impact = { field: 'impact', before: '', after: signed(now - old) };
  return [{ field: 'gross', before: before === undefined ? '' : `¥${grouped(text(before))}`, after: `¥${grouped(text(after))}` }, ...(before === undefined ? [] : [impact])];
}

const signed = (amount: bigint): string => `${amount < 0n ? '−' : '+'}¥${grouped(yuan(amount < 0n ? -amount : amount))}`;

/** Lines come as [sku, quantity, unit price, discount]: each SKU that differs is one change. */
function lineChanges(before: unknown, after: unknown): Change[] {
  const [old, now] = [linesBySku(before), linesBySku(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((sku) => ({ field: sku, before: old.get(sku) ?? '', after: now.get(sku) ?? '' }))
    .filter((change) => change.before !== change.after);
}

function linesBySku(lines: unknown): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of Array.isArray(lines) ? lines : []) {
    if (!Array.isArray(line)) continue;
    const [sku, quantity, price, discount] = line.map(String);
    const words = `${quantity} × ¥${grouped(price)}${discount && discount !== '0' ? ` −${discount}%` : ''}`;
    found.set(sku, found.has(sku) ? `${found.get(sku)} + ${words}` : words);
  }
  return found;
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join('、');
  return String(value);
}
