/** An order being written: its checks before sending, what is sent, and where it is kept on this device. */
import type { Customer, OrderInput, Product } from '../../api/types';
import { decimalsOf, fen, grouped, lineGross, parseDecimal, yuan } from '../../lib/money';

export type LineInput = OrderInput['lines'][number];

export interface DraftLine {
  key: number;
  product: Product | null;
  quantity: string;
  price: string;
  discount?: string;
}

export interface Draft {
  customer: Customer | null;
  channel: 'B2B' | 'B2C' | 'O2O';
  externalNo: string;
  /** Empty: the default one of the company. */
  warehouse: string;
  requestedDate: string;
  remark: string;
  urgent: boolean;
  lines: DraftLine[];
}

/** `at` names the field as the server does. `fix` is a value that makes the field right. */
export interface Issue {
  at: string;
  text: string;
  params?: Record<string, string | number>;
  fix?: string;
}

const STORE = 'orderflow.draft.order';
export const MAX_PRICE_DECIMALS = 2;

export const newLine = (key: number): DraftLine => ({ key, product: null, quantity: '1', price: '' });
export const emptyDraft = (): Draft => ({ customer: null, channel: 'B2B', externalNo: '', warehouse: '', requestedDate: '', remark: '', urgent: false, lines: [newLine(1)] });

export function loadDraft(): Draft {
  try {
    const saved = JSON.parse(localStorage.getItem(STORE) ?? 'null') as Draft | null;
    return saved && Array.isArray(saved.lines) ? { ...emptyDraft(), ...saved } : emptyDraft();
  } catch {
    return emptyDraft();
  }
}
export const keepDraft = (draft: Draft): void => localStorage.setItem(STORE, JSON.stringify(draft));
export const dropDraft = (): void => localStorage.removeItem(STORE);

export const lineTotal = (line: DraftLine): bigint => lineGross(line.price, line.quantity, line.discount) ?? 0n;
export const draftTotal = (draft: Draft): bigint => draft.lines.reduce((sum, line) => sum + lineTotal(line), 0n);

export function issuesOf(draft: Draft): Issue[] {
  const issues: Issue[] = [];
  if (!draft.customer) issues.push({ at: 'customer_code', text: 'need.customer' });
  draft.lines.forEach((line, index) => issues.push(...lineIssues(line, `lines[${index}]`)));
  return issues;
}

export function lineIssues(line: DraftLine, at: string): Issue[] {
  if (!line.product) return [{ at: `${at}.sku`, text: 'need.product' }];
  return [...quantityIssues(line, line.product, `${at}.quantity`), ...priceIssues(line, line.product, `${at}.unit_price`)];
}

function quantityIssues(line: DraftLine, product: Product, at: string): Issue[] {
  const quantity = parseDecimal(line.quantity);
  if (!quantity || quantity.value <= 0n) return [{ at, text: 'need.quantity', fix: '1' }];
  if ((decimalsOf(line.quantity) ?? 0) > product.decimals) {
    return [{ at, text: product.decimals ? 'need.decimals' : 'need.whole', params: { n: product.decimals }, fix: shortened(line.quantity, product.decimals) }];
  }
  return [];
}

/** A quantity cut to so many decimals; never less than the smallest that can be ordered. */
function shortened(quantity: string, decimals: number): string {
  const [whole, fraction = ''] = quantity.trim().split('.');
  const kept = decimals ? `${whole || '0'}.${fraction.slice(0, decimals)}` : whole;
  return Number(kept) > 0 ? kept : decimals ? `0.${'1'.padStart(decimals, '0')}` : '1';
}

function priceIssues(line: DraftLine, product: Product, at: string): Issue[] {
  const price = parseDecimal(line.price);
  if (!price || price.value < 0n) return [{ at, text: 'need.price', fix: product.list_price ?? undefined }];
  if ((decimalsOf(line.price) ?? 0) > MAX_PRICE_DECIMALS) return [{ at, text: 'need.decimals', params: { n: MAX_PRICE_DECIMALS }, fix: yuan(fen(line.price)) }];
  if (product.floor_price && fen(line.price) < fen(product.floor_price)) return [{ at, text: 'need.floor', params: { price: grouped(product.floor_price) }, fix: product.floor_price }];
  if (product.ceiling_price && fen(line.price) > fen(product.ceiling_price)) return [{ at, text: 'need.ceiling', params: { price: grouped(product.ceiling_price) }, fix: product.ceiling_price }];
  return [];
}

export interface StockHint {
  kind: 'enough' | 'backorder' | 'short';
  available: string;
}

/** Whether the chosen warehouse holds enough; null while the line is unfinished. */
export function stockHint(line: DraftLine, warehouse: string): StockHint | null {
  const quantity = parseDecimal(line.quantity);
  if (!line.product || !quantity) return null;
  const available = line.product.available?.[warehouse] ?? '0';
  const enough = lineGross('1', available)! >= lineGross('1', line.quantity)!;
  return { kind: enough ? 'enough' : line.product.backorder ? 'backorder' : 'short', available };
}

export function bodyOf(draft: Draft): OrderInput {
  return {
    customer_code: draft.customer?.code ?? '',
    channel: draft.channel,
    external_no: draft.externalNo.trim() || null,
    warehouse_code: draft.warehouse || null,
    remark: draft.remark.trim() || null,
    urgent: draft.urgent,
    requested_date: draft.requestedDate || null,
    lines: linesOf(draft.lines),
  };
}

/** Lines as the service takes them: a price only where it differs from the list price. */
export const linesOf = (lines: DraftLine[]): LineInput[] =>
  lines.map((line) => ({
    sku: line.product?.sku ?? '',
    quantity: line.quantity.trim(),
    unit_price: line.product?.list_price && fen(line.price) === fen(line.product.list_price) ? null : line.price.trim(),
    ...(line.discount && line.discount !== '0' ? { discount_percent: line.discount } : {}),
  }));
