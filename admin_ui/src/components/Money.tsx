import { fen, splitForDisplay } from '../lib/money';

interface Props {
  value: string | bigint;
  cents?: boolean;
}

/** An amount in yuan: small sign, small cents, tabular figures. Takes "12.30" or integer fen. */
export function Money({ value, cents = true }: Props) {
  const { sign, whole, cents: rest } = splitForDisplay(typeof value === 'bigint' ? value : fen(value));
  return (
    <span className="money num nowrap">
      {sign}
      <small>¥</small>
      {whole}
      {cents && <em>.{rest}</em>}
    </span>
  );
}
