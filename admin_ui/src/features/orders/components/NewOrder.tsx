import { Alert, Button, Checkbox, Input, Segmented, Select } from 'antd';
import { CloudCheck, CircleAlert, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Warehouse } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { Money } from '../../../components/Money';
import { whenShort } from '../../../lib/dates';
import type { Draft } from '../draft';
import { useWarehouses } from '../api/useWarehouses.query';
import { useOrderDraft } from '../useOrderDraft';
import { CustomerPick } from './CustomerPick';
import { FieldNote } from './FieldNote';
import { LineEditor } from './LineEditor';

const CHANNELS: Draft['channel'][] = ['B2B', 'B2C', 'O2O'];
const PLACED = /^(customer_code|channel|external_no|warehouse_code|requested_date|remark|lines\[\d+\]\.(sku|quantity|unit_price))$/;

const WRONG = '.neworder :is([aria-invalid="true"], .ant-input-status-error, .ant-select-status-error input)';

/** Writes one order: works at 360 px, keeps the draft on the device, puts each refusal under its field. */
export function NewOrder() {
  const { t } = useTranslation('orders');
  const navigate = useNavigate();
  const form = useOrderDraft((order) => void navigate(`/orders/${order.id}`, { replace: true }));
  const { draft, notes } = form;
  const warehouses = useWarehouses();
  const warehouse = draft.warehouse || (warehouses.data?.find((one) => one.default)?.code ?? '');
  const wrong = [...notes.keys()].filter((at) => PLACED.test(at)).length;
  const unplaced = form.refused && (form.refused.errors.length === 0 || form.refused.errors.some((error) => !PLACED.test(error.at)));
  const toFirst = () => document.querySelector<HTMLElement>(WRONG)?.focus();
  return (
    <>
      <div className="scroll nscroll" tabIndex={-1}>
        {unplaced && <Alert type="error" showIcon title={form.refused!.detail} description={form.refused!.errors.filter((error) => !PLACED.test(error.at)).map((error) => error.message).join('；') || undefined} />}
        <CustomerPick customer={draft.customer} total={form.total} problem={notes.get('customer_code')?.text} onPick={(customer) => form.change({ customer }, 'customer_code')} />
        <h2 className="section-head">
          {t('lines')} <span className="t3 num">{draft.lines.length}</span>
        </h2>
        {draft.lines.map((line, index) => (
          <LineEditor
            key={line.key}
            line={line}
            index={index}
            warehouse={warehouse}
            removable={draft.lines.length > 1}
            notes={{ sku: notes.get(`lines[${index}].sku`), quantity: notes.get(`lines[${index}].quantity`), unit_price: notes.get(`lines[${index}].unit_price`) }}
            onChange={(part) => form.changeLine(index, part)}
            onRemove={() => form.removeLine(index)}
          />
        ))}
        <Button size="large" block icon={<Icon as={Plus} size={16} />} onClick={form.addLine}>
          {t('addLine')}
        </Button>
        <Details draft={draft} warehouse={warehouse} warehouses={warehouses.data ?? []} note={(at) => notes.get(at)?.text} onChange={form.change} />
      </div>
      <footer className="pay">
        {(wrong > 0 || form.savedAt) && <Standing wrong={wrong} savedAt={form.savedAt} />}
        <div className="row g12">
          <div className="grow">
            <div className="cap t3">{t('grossLabel')}</div>
            <div className="total">
              <Money value={form.total} />
            </div>
          </div>
          {wrong > 0 ? (
            <Button onClick={() => (form.refused ? form.submit() : toFirst())}>{form.refused ? t('submitAgain') : t('fix', { n: wrong })}</Button>
          ) : (
            <Button type="primary" loading={form.busy} onClick={form.submit}>
              {t('submit')}
            </Button>
          )}
        </div>
      </footer>
    </>
  );
}

function Standing({ wrong, savedAt }: { wrong: number; savedAt: string | null }) {
  const { t, i18n } = useTranslation('orders');
  return (
    <div className="row cap standing" role="status">
      {wrong > 0 && (
        <span className="row g4 red semi">
          <Icon as={CircleAlert} size={14} />
          {t('wrong', { n: wrong })}
        </span>
      )}
      <span className="grow" />
      {savedAt && (
        <span className="row g4 t3">
          <Icon as={CloudCheck} size={13} />
          {t('kept', { time: whenShort(savedAt, i18n.language) })}
        </span>
      )}
    </div>
  );
}

interface DetailsProps {
  draft: Draft;
  warehouse: string;
  warehouses: Warehouse[];
  note: (at: string) => string | undefined;
  onChange: (part: Partial<Draft>, ...fields: string[]) => void;
}

function Details({ draft, warehouse, warehouses, note, onChange }: DetailsProps) {
  const { t } = useTranslation('orders');
  const below = (at: string) => note(at) && <FieldNote tone="red">{note(at)}</FieldNote>;
  return (
    <section className="card pad">
      <div className="fld">
        <span className="lab">{t('field.channel')}</span>
        <Segmented block aria-label={t('field.channel')} value={draft.channel} options={CHANNELS.map((value) => ({ value, label: t(`common:channel.${value}`) }))} onChange={(channel) => onChange({ channel }, 'channel')} />
        {below('channel')}
      </div>
      <label className="fld">
        <span className="lab">{t('field.external_no')}</span>
        <Input value={draft.externalNo} maxLength={64} placeholder={t('externalHint')} status={note('external_no') ? 'error' : undefined} onChange={(event) => onChange({ externalNo: event.target.value }, 'external_no')} />
        {below('external_no')}
      </label>
      <div className="cols2">
        <label className="fld">
          <span className="lab">{t('field.warehouse_code')}</span>
          <Select aria-label={t('field.warehouse_code')} value={warehouse} options={warehouses.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` }))} onChange={(chosen) => onChange({ warehouse: chosen }, 'warehouse_code')} />
          {below('warehouse_code')}
        </label>
        <label className="fld">
          <span className="lab">{t('field.requested_date')}</span>
          <Input type="date" value={draft.requestedDate} onChange={(event) => onChange({ requestedDate: event.target.value }, 'requested_date')} />
          {below('requested_date')}
        </label>
      </div>
      <label className="fld">
        <span className="lab">{t('field.remark')}</span>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} value={draft.remark} onChange={(event) => onChange({ remark: event.target.value }, 'remark')} />
      </label>
      <Checkbox checked={draft.urgent} onChange={(event) => onChange({ urgent: event.target.checked })}>
        {t('urgentOrder')}
      </Checkbox>
    </section>
  );
}
