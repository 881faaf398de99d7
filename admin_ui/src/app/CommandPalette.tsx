import { Input, Modal } from 'antd';
import { ClipboardList, Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Icon } from '../components/Icon';
import { useOrderSearch } from '../features/orders/api/useOrderSearch.query';
import type { NavItem } from './nav';

/** Ctrl K: jump to a page, or to an order by number, customer or external number. */
export function CommandPalette({ items, onClose }: { items: NavItem[]; onClose: () => void }) {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const orders = useOrderSearch(useDeferredValue(text.trim()));
  const pages = items
    .filter((item) => t(`nav.${item.key}`).toLowerCase().includes(text.trim().toLowerCase()))
    .map((item) => ({ key: item.to, to: item.to, icon: item.icon, label: t(`nav.${item.key}`), note: item.jump ? `G ${item.jump.toUpperCase()}` : '' }));
  const found = (orders.data ?? []).map((order) => ({ key: order.id, to: `/orders/${order.id}`, icon: ClipboardList, label: order.number, note: order.customer.name }));
  const rows = [...pages, ...found];
  const go = (to: string | undefined) => {
    if (!to) return;
    onClose();
    void navigate(to);
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((current) => Math.min(current + 1, rows.length - 1));
    else if (event.key === 'ArrowUp') setAt((current) => Math.max(current - 1, 0));
    else if (event.key === 'Enter') go(rows[at]?.to);
    else return;
    event.preventDefault();
  };
  return (
    <Modal open onCancel={onClose} footer={null} closable={false} title={<span className="sr">{t('search')}</span>} width={520}>
      <Input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="palette"
        aria-activedescendant={rows.length ? `palette-${at}` : undefined}
        size="large"
        prefix={<Icon as={Search} size={16} className="t3" />}
        placeholder={t('searchHint')}
        aria-label={t('searchHint')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div className="palette" id="palette" role="listbox" aria-label={t('search')}>
        {rows.map((row, index) => (
          <button
            key={row.key}
            id={`palette-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            ref={index === at ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            className={index === at ? 'on' : ''}
            onClick={() => go(row.to)}
          >
            <Icon as={row.icon} size={16} className="t3" />
            <span className="ell">{row.label}</span>
            <span className="grow" />
            <span className="t3 cap nowrap">{row.note}</span>
          </button>
        ))}
      </div>
      {rows.length === 0 && (
        <p className="t3 pad" role="status">
          {t('searchNothing')}
        </p>
      )}
    </Modal>
  );
}
