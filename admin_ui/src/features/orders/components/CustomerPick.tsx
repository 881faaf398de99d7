import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../../../api/types';
import { Vip } from '../../../components/Chip';
import { CreditBar } from '../../../components/CreditBar';
import { fen } from '../../../lib/money';
import { useCustomers } from '../api/useCustomers.query';
import { FieldNote } from './FieldNote';

interface Props {
  customer: Customer | null;
  total: bigint;
  problem?: string;
  onPick: (customer: Customer) => void;
}

/** The customer, found by code or name, with what the order leaves of the credit. */
export function CustomerPick({ customer, total, problem, onPick }: Props) {
  const { t } = useTranslation('orders');
  const [word, setWord] = useState('');
  const customers = useCustomers(useDeferredValue(word));
  const found = customers.data ?? [];
  const known = customer && !found.some((item) => item.code === customer.code) ? [customer, ...found] : found;
  return (
    <section className="card pad">
      <label className="fld">
        <span className="lab">{t('customer')}</span>
        <Select
          showSearch={{ filterOption: false, onSearch: setWord }}
          placeholder={t('pickCustomer')}
          aria-label={t('customer')}
          status={problem ? 'error' : undefined}
          value={customer?.code}
          loading={customers.isFetching}
          notFoundContent={t(customers.isError ? 'customersFailed' : 'noCustomer')}
          options={known.map((item) => ({ value: item.code, label: `${item.name} ${item.code}`, customer: item }))}
          optionRender={(option) => (
            <span className="pick-opt">
              <span className="ell grow">{option.data.customer.name}</span>
              <Vip tier={option.data.customer.tier} />
              <span className="t3 code">{option.data.customer.code}</span>
            </span>
          )}
          onChange={(_, option) => {
            const picked = Array.isArray(option) ? undefined : option?.customer;
            if (picked) onPick(picked);
          }}
        />
        {problem && <FieldNote tone="red">{problem}</FieldNote>}
      </label>
      {customer?.credit && <CreditBar limit={fen(customer.credit.limit)} used={fen(customer.credit.used) + fen(customer.credit.frozen)} order={total} compact />}
    </section>
  );
}
