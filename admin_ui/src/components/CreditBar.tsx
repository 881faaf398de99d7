import { useTranslation } from 'react-i18next';
import { splitForDisplay } from '../lib/money';
import { creditTone } from '../tokens';

interface Props {
  limit: bigint;
  used: bigint;
  order: bigint;
  compact?: boolean;
}

const plain = (amount: bigint) => `¥${splitForDisplay(amount).whole}`;
const share = (part: bigint, whole: bigint) => (whole > 0n ? Number((part * 10_000n) / whole) / 100 : 0);

/** Credit bar, all amounts in fen: used, this order inside the limit, this order over it (hatched). The tick is the limit. */
export function CreditBar({ limit, used, order, compact }: Props) {
  const { t } = useTranslation();
  const after = used + order;
  const scale = after > limit ? after : limit;
  const over = after > limit ? after - limit : 0n;
  const usedOver = used > limit ? used - limit : 0n;
  const inside = order - (over - usedOver);
  const percent = limit > 0n ? Math.round(share(after, limit)) : 100;
  const headline = over ? t('credit.over', { amount: plain(over) }) : t('credit.left', { amount: plain(limit - after) });
  const width = (part: bigint) => ({ width: `${share(part, scale)}%` });
  return (
    <div className="credit">
      <div className="credit-head">
        <span className="lab">{t('credit.limit', { amount: plain(limit) })}</span>
        <span className={`cap semi num ${creditTone(percent / 100)}`}>
          {headline} · {percent}%
        </span>
      </div>
      <div className="credit-line">
        <div className="cbar" role="img" aria-label={t('credit.use', { percent })}>
          <i className="used" style={width(used - usedOver)} />
          <i className="order" style={width(inside)} />
          {over > 0n && <i className="over" style={width(over)} />}
        </div>
        <span className="tick" style={{ left: `calc(${share(limit, scale)}% - 2px)` }} />
      </div>
      {!compact && (
        <div className="credit-key cap t3">
          <span className="key-used">
            {t('credit.used')} <span className="num">{plain(used)}</span>
          </span>
          <span className="key-order">{t('credit.thisOrder')}</span>
          {over > 0n && <span className="key-over">{t('credit.excess')}</span>}
          <span className="key-limit">{t('credit.line')}</span>
        </div>
      )}
    </div>
  );
}
