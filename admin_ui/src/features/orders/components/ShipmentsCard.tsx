import type { TFunction } from 'i18next';
import { Truck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../api/types';
import { Blank } from '../../../components/Blank';
import { Chip } from '../../../components/Chip';
import { whenShort } from '../../../lib/dates';

/** The carrier writes Chinese; other readers get the state it reports, with its own words as a tooltip. */
const eventWords = (event: Order['shipments'][number]['events'][number], language: string, t: TFunction<'orders'>): string =>
  (language === 'zh-CN' && event.text) || t(`shipment.${event.status}`, { defaultValue: event.text || event.status });

/** Waybills with their tracking, newest first. */
export function ShipmentsCard({ order }: { order: Order }) {
  const { t, i18n } = useTranslation('orders');
  return (
    <section className="card">
      <header>
        <h2>{t('shipments')}</h2>
        <span className="t3">{order.shipments.length || ''}</span>
      </header>
      {order.shipments.length === 0 && <Blank icon={Truck} title={t('noShipments')} text={t('noShipmentsText')} />}
      {order.shipments.map((shipment) => (
        <article key={shipment.id} className="pad ship">
          <div className="row">
            <span className="med">{t(`common:carrier.${shipment.carrier}`, { defaultValue: shipment.carrier })}</span>
            <span className="t2 code">{shipment.waybill ?? t('noWaybill')}</span>
            <span className="grow" />
            <Chip tone={shipment.status === 'delivered' ? 'green' : 'cyan'}>{t(`shipment.${shipment.status}`, { defaultValue: shipment.status })}</Chip>
          </div>
          <ul>
            {shipment.events.map((event) => (
              <li key={`${event.at}${event.status}`} className="cap">
                <span className="t3 num nowrap">{whenShort(event.at, i18n.language)}</span>
                <span className="t2" title={event.text || undefined}>
                  {eventWords(event, i18n.language, t)}
                </span>
              </li>
            ))}
          </ul>
        </article>
      ))}
    </section>
  );
}
