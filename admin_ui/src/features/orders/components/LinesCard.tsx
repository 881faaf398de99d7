import { Button } from 'antd';
import { PackageX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../api/types';
import { Chip } from '../../../components/Chip';
import { Money } from '../../../components/Money';
import { grouped } from '../../../lib/money';

const FIRST = 100; // an imported order may have thousands

/** Lines with what is reserved and shipped, totals in the foot. */
export function LinesCard({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const [all, setAll] = useState(false);
  const short = order.status.fulfilment === 'backordered' ? order.lines.filter((line) => Number(line.reserved) < Number(line.quantity)).length : 0;
  return (
    <section className="card">
      <header>
        <h2>{t('lines')}</h2>
        <span className="t3">{t('lineCount', { n: order.lines.length })}</span>
        <span className="grow" />
        {short > 0 && (
          <Chip tone="amber" icon={PackageX}>
            {t('shortLines', { n: short })}
          </Chip>
        )}
      </header>
      <table className="tbl num lines">
        <thead>
          <tr>
            <th className="wide">{t('col.sku')}</th>
            <th>{t('col.product')}</th>
            <th className="r">{t('col.quantity')}</th>
            <th className="r">{t('col.price')}</th>
            <th className="r wide">{t('col.reserved')}</th>
            <th className="r wide">{t('col.shipped')}</th>
            <th className="r wide">{t('col.tax')}</th>
            <th className="r">{t('col.gross')}</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.slice(0, all ? undefined : FIRST).map((line) => (
            <tr key={line.line_no}>
              <td className="t2 nowrap code wide">{line.sku}</td>
              <td>
                <span className="med ell" title={line.name}>
                  {line.name}
                </span>
                <span className="m-only cap t3 code">{line.sku}</span>
              </td>
              <td className="r nowrap">{line.quantity}</td>
              <td className="r nowrap">{grouped(line.unit_price)}</td>
              <td className="r nowrap wide t2">{line.reserved}</td>
              <td className="r nowrap wide t2">{line.shipped}</td>
              <td className="r nowrap wide t2">{grouped(line.tax)}</td>
              <td className="r nowrap med">{grouped(line.gross)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td className="wide">{t('total')}</td>
            <td>
              <span className="m-only">{t('total')}</span>
            </td>
            <td colSpan={5} className="r t3 wide">
              {t('net')} <Money value={order.totals.net} /> · {t('tax')} <Money value={order.totals.tax} />
            </td>
            <td className="r semi strong d-only-cell">{grouped(order.totals.gross)}</td>
            <td colSpan={3} className="r semi strong m-only-cell">
              {grouped(order.totals.gross)}
            </td>
          </tr>
        </tfoot>
      </table>
      {!all && order.lines.length > FIRST && (
        <p className="pad">
          <Button size="small" onClick={() => setAll(true)}>
            {t('allLines', { n: order.lines.length })}
          </Button>
        </p>
      )}
    </section>
  );
}
