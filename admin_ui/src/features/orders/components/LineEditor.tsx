import { Input, Select } from 'antd';
import type { TFunction } from 'i18next';
import { Minus, Plus, Trash2 } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/Icon';
import { Money } from '../../../components/Money';
import { grouped, parseDecimal } from '../../../lib/money';
import { useProducts } from '../api/useProducts.query';
import { lineTotal, stockHint, type DraftLine, type StockHint } from '../draft';
import { FieldNote } from './FieldNote';

export interface Note {
  text: string;
  fix?: string;
}

interface Props {
  line: DraftLine;
  index: number;
  warehouse: string;
  notes: { sku?: Note; quantity?: Note; unit_price?: Note };
  removable: boolean;
  onChange: (change: Partial<DraftLine>) => void;
  onRemove: () => void;
}

/** One product line: product, quantity, price, total, and what stands in its way. */
export function LineEditor({ line, index, warehouse, notes, removable, onChange, onRemove }: Props) {
  const { t } = useTranslation('orders');
  const [word, setWord] = useState('');
  const products = useProducts(useDeferredValue(word));
  const found = products.data ?? [];
  const options = found.map((product) => ({
    value: product.sku,
    label: `${product.sku} ${product.name}`,
    product,
  }));
  const bad = Boolean(notes.sku ?? notes.quantity ?? notes.unit_price);
  const stock = stockHint(line, warehouse);
  const quantityNote = withStock(notes.quantity, stock);
  const n = index + 1;
  const step = (by: bigint) => {
    const quantity = parseDecimal(line.quantity);
    const whole = quantity ? quantity.value / 10n ** BigInt(quantity.scale) : 0n;
    const next = whole + by;
    onChange({ quantity: String(next < 1n ? 1n : next) });
  };
  return (
    <article className="card oline" data-bad={bad || undefined} aria-label={t('lineN', { n })}>
      <div className="head">
        <Select
          showSearch={{ filterOption: false, onSearch: setWord }}
          placeholder={t('pickProduct')}
          aria-label={t('productOfLine', { n })}
          value={line.product?.sku}
          status={notes.sku ? 'error' : undefined}
          loading={products.isFetching}
          notFoundContent={t(products.isError ? 'productsFailed' : 'noProduct')}
          options={line.product && !found.some((product) => product.sku === line.product?.sku) ? [{ value: line.product.sku, label: `${line.product.sku} ${line.product.name}`, product: line.product }, ...options] : options}
          optionRender={(option) => (
            <span className="pick-opt">
              <span className="t2 code">{option.data.product.sku}</span>
              <span className="ell grow">{option.data.product.name}</span>
              <span className="num t2">{option.data.product.list_price ?? '—'}</span>
            </span>
          )}
          onChange={(_, option) => {
            const product = Array.isArray(option) ? undefined : option?.product;
            if (product) onChange({ product, price: product.list_price ?? '' });
          }}
        />
        {removable && (
          <button type="button" className="icb" aria-label={t('removeLine', { n })} onClick={onRemove}>
            <Icon as={Trash2} size={16} className="t3" />
          </button>
        )}
      </div>
      {notes.sku && <FieldNote tone="red">{notes.sku.text}</FieldNote>}
      {line.product && (
        <>
          <div className="figures">
            <div className={`stepper ${notes.quantity ? 'bad' : ''}`}>
              <button type="button" aria-label={t('less')} onClick={() => step(-1n)}>
                <Icon as={Minus} size={16} />
              </button>
              <input className="num" inputMode="decimal" value={line.quantity} aria-label={t('quantityOfLine', { n })} aria-invalid={Boolean(notes.quantity)} onChange={(event) => onChange({ quantity: event.target.value })} />
              <button type="button" aria-label={t('moreOf')} onClick={() => step(1n)}>
                <Icon as={Plus} size={16} />
              </button>
            </div>
            <span className="t3 nowrap">{line.product.uom} ×</span>
            <Input className="num price" prefix="¥" inputMode="decimal" value={line.price} status={notes.unit_price ? 'error' : undefined} aria-label={t('priceOfLine', { n })} aria-invalid={Boolean(notes.unit_price)} onChange={(event) => onChange({ price: event.target.value })} />
            <b className="semi line-sum">
              <Money value={lineTotal(line)} />
            </b>
          </div>
          {quantityNote && (
            <FieldNote tone="red" fix={fixOf(quantityNote, quantityNote.fix, t, (quantity) => onChange({ quantity }))}>
              {quantityNote.text}
            </FieldNote>
          )}
          {notes.unit_price && (
            <FieldNote tone="red" fix={fixOf(notes.unit_price, notes.unit_price.fix && `¥${grouped(notes.unit_price.fix)}`, t, (price) => onChange({ price }))}>
              {notes.unit_price.text}
            </FieldNote>
          )}
          {stock && !notes.quantity && <StockNote stock={stock} line={line} onFix={(quantity) => onChange({ quantity })} />}
        </>
      )}
    </article>
  );
}

function StockNote({ stock, line, onFix }: { stock: NonNullable<ReturnType<typeof stockHint>>; line: DraftLine; onFix: (quantity: string) => void }) {
  const { t } = useTranslation('orders');
  const words = t(`stock.${stock.kind}`, { available: stock.available, uom: line.product?.uom });
  if (stock.kind === 'enough') return <FieldNote tone="green">{words}</FieldNote>;
  const some = Number(stock.available) > 0;
  return (
    <FieldNote tone="amber" fix={some ? { label: t('changeTo', { value: stock.available }), onClick: () => onFix(stock.available) } : undefined}>
      {words}
    </FieldNote>
  );
}

/** What is refused for want of stock is mended by what there is. */
const withStock = (note: Note | undefined, stock: StockHint | null): Note | undefined =>
  note && !note.fix && stock?.kind === 'short' && Number(stock.available) > 0 ? { ...note, fix: stock.available } : note;

const fixOf = (note: Note, shown: string | undefined, t: TFunction<'orders'>, apply: (value: string) => void) =>
  note.fix ? { label: t('changeTo', { value: shown }), onClick: () => apply(note.fix!) } : undefined;
