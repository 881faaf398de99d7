import { Checkbox } from 'antd';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Task } from '../../../api/types';
import { Chip, Vip } from '../../../components/Chip';
import { Money } from '../../../components/Money';
import { Sla } from '../../../components/Sla';
import { humanAmounts } from '../../../lib/money';
import { reasonKind } from '../reasons';

interface Props {
  task: Task;
  to: string;
  current: boolean;
  checked: boolean;
  onCheck: (id: string, range: boolean) => void;
}

/** Where all rows are orders, the letters that all numbers begin with are there to be read aloud and found, not to be seen. */
function Number({ of: number }: { of: string }) {
  const prefix = /^[A-Z]+-/.exec(number)?.[0] ?? '';
  return (
    <span className="nowrap no">
      {'\u00a0· '}
      <span className="sr">{prefix}</span>
      {number.slice(prefix.length)}
    </span>
  );
}

/** Two lines: who and how much, why and how long. */
export const TaskRow = memo(function TaskRow({ task, to, current, checked, onCheck }: Props) {
  const { t } = useTranslation('tasks');
  const { icon, tone } = reasonKind(task);
  const order = task.order;
  const reason = task.reason && humanAmounts(task.reason);
  const name = order?.customer_name ?? task.name;
  return (
    <li className={`trow ${current ? 'cur' : ''} ${checked ? 'picked' : ''}`} data-task={task.id}>
      <span className="ck">
        <Checkbox checked={checked} onChange={(event) => onCheck(task.id, event.nativeEvent.shiftKey)} aria-label={t('check', { name: order?.number ?? task.name })} />
      </span>
      <div className="row g6">
        <Link to={to} replace className="nm ell" aria-current={current ? 'true' : undefined}>
          {name}
        </Link>
        <Vip tier={order?.tier} />
        {order?.urgent && <Chip tone="red">{t('urgent')}</Chip>}
      </div>
      <span className="semi r">{order && <Money value={order.gross} />}</span>
      <div className="row g6">
        {reason && (
          <span className="chip-box">
            <Chip tone={tone} icon={icon}>
              <span className="ell" title={reason}>
                {reason}
              </span>
            </Chip>
          </span>
        )}
        <span className="tail t3 cap">
          <span className="ell" title={task.name}>
            {task.name}
          </span>
          {order && <Number of={order.number} />}
        </span>
      </div>
      <span className="r">
        <Sla due={task.due_at} since={task.created_at} />
      </span>
    </li>
  );
});
