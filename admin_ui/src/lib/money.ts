/** Exact money in integer fen. No floating point: decimals are parsed into scaled bigints. */

interface Scaled {
  value: bigint;
  scale: number;
}

/** Reads "12.30" exactly; null when the text is not a plain decimal. */
export function parseDecimal(text: string): Scaled | null {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!match || !(match[2] || match[3])) return null;
  const digits = (match[2] || '0') + (match[3] ?? '');
  return { value: BigInt(`${match[1]}${digits}`), scale: (match[3] ?? '').length };
}

/** How many decimal places a text uses ("1.50" → 1); null when it is no decimal. */
export function decimalsOf(text: string): number | null {
  const parsed = parseDecimal(text);
  if (!parsed) return null;
  const fraction = text.split('.')[1] ?? '';
  return fraction.replace(/0+$/, '').length;
}

/** "12.30" → 1230n. Further decimals are rounded half up; what cannot be read counts as 0. */
export function fen(text: string | number | null | undefined): bigint {
  const parsed = parseDecimal(String(text ?? ''));
  return parsed ? roundHalfUp(parsed.value * 100n, 10n ** BigInt(parsed.scale)) : 0n;
}

/** 1230n → "12.30" */
export function yuan(amount: bigint): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Price × quantity less a discount in percent, rounded half up once, in fen; null when something cannot be read. */
export function lineGross(price: string, quantity: string, discountPercent = '0'): bigint | null {
  const p = parseDecimal(price);
  const q = parseDecimal(quantity);
  const d = parseDecimal(discountPercent || '0');
  if (!p || !q || !d) return null;
  const hundred = 100n * 10n ** BigInt(d.scale);
  const numerator = p.value * q.value * (hundred - d.value) * 100n;
  return roundHalfUp(numerator, 10n ** BigInt(p.scale + q.scale) * hundred);
}

/** "186420.00" → "186,420.00", for columns without a sign. */
export function grouped(text: string): string {
  const { sign, whole, cents } = splitForDisplay(fen(text));
  return `${sign}${whole}.${cents}`;
}

/** Groups the amounts in a sentence: "超出额度 ¥1196.00" → "超出额度 ¥1,196.00". */
export const humanAmounts = (text: string): string => text.replace(/¥(\d{4,})/g, (_, whole: string) => `¥${thousands(whole)}`);

const thousands = (whole: string): string => whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Splits 186420.5 into its grouped whole part and its two decimals, for display. */
export function splitForDisplay(amount: bigint): { sign: string; whole: string; cents: string } {
  const [whole, cents] = yuan(amount < 0n ? -amount : amount).split('.');
  return { sign: amount < 0n ? '−' : '', whole: thousands(whole), cents };
}

function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const rounded = (size * 2n + denominator) / (denominator * 2n);
  return negative ? -rounded : rounded;
}
