import { ArrowRight, Check, CircleHelp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TaskDetail, TaskRule } from '../../../api/types';
import { Avatar } from '../../../components/Avatar';
import { CreditBar } from '../../../components/CreditBar';
import { Icon } from '../../../components/Icon';
import { Money } from '../../../components/Money';
import { actorName } from '../../../lib/actors';
import { whenShort } from '../../../lib/dates';
import { fen, grouped, humanAmounts } from '../../../lib/money';
import { heldBy } from '../../../lib/orderState';
import { conditionText, factsOf, ruleText } from '../facts';

/** Amount on the left, credit on the right. */
export function Hero({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const gross = task.order?.gross ?? task.card?.order?.totals.gross;
  const credit = task.card?.credit;
  if (!gross) return null;
  const held = task.card.order ? heldBy(task.card.order.status, fen(gross)) : 0n;
  return (
    <div className="hero">
      <div>
        <div className="lab">{t('amount')}</div>
        <div className="fig">
          <Money value={gross} />
        </div>
      </div>
      {credit && <CreditBar limit={fen(credit.limit)} used={fen(credit.used) + fen(credit.frozen) - held} order={fen(credit.this_order)} />}
    </div>
  );
}

export function Facts({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const facts = factsOf(task, t);
  if (!facts.length) return null;
  return (
    <div className="facts">
      {facts.map((fact) => (
        <div key={fact.key}>
          <div className="lab">{fact.label}</div>
          <b>{fact.value}</b>
        </div>
      ))}
    </div>
  );
}

/** Why it is here: the row of the decision table that fired, real value beside condition. */
export function RuleRow({ rule, reason }: { rule: TaskRule; reason: string | null | undefined }) {
  const { t } = useTranslation('tasks');
  const outcome = Object.entries(rule.outputs).filter(([, value]) => value !== null && value !== '');
  return (
    <section className="sec">
      <header>
        <h3>{t('why')}</h3>
        {reason && <span>{humanAmounts(reason)}</span>}
        <span className="t3 cap">{t('ruleSource', { decision: t(`table.${rule.decision}`, { defaultValue: rule.decision }), row: rule.row, version: rule.version })}</span>
      </header>
      <table className="rule">
        <thead>
          <tr>
            {rule.inputs.map((input) => (
              <th key={input.label}>{input.label}</th>
            ))}
            <th>{t('destination')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            {rule.inputs.map((input) => (
              <td key={input.label} data-label={input.label}>
                <span className="row g6 num">
                  <Icon as={Check} size={13} className="green" />
                  {ruleText('input', input.value, t)}
                  <span className="t3 cap">{conditionText(input.condition, t)}</span>
                </span>
              </td>
            ))}
            <td className="to semi" data-label={t('destination')}>
              <span className="row g6">
                <Icon as={ArrowRight} size={14} className="t3" />
                {outcome.map(([key, value]) => ruleText(key, value, t)).join(' · ') || '—'}
              </span>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

export function ReasonNote({ reason }: { reason: string }) {
  return (
    <p className="why tone-neutral">
      <Icon as={CircleHelp} size={15} style={{ marginTop: 2 }} />
      <span>{humanAmounts(reason)}</span>
    </p>
  );
}

export function Lines({ task }: { task: TaskDetail }) {
  const { t } = useTranslation('tasks');
  const lines = task.card?.order?.lines ?? [];
  if (!lines.length) return null;
  return (
    <section className="sec">
      <header>
        <h3>{t('lines')}</h3>
        <span className="t3 cap">{t('lineCount', { n: lines.length })}</span>
      </header>
      <div className="card">
        <table className="tbl num">
          <tbody>
            {lines.slice(0, 6).map((line) => (
              <tr key={line.line_no}>
                <td className="t2 code nowrap">{line.sku}</td>
                <td>{line.name}</td>
                <td className="r nowrap">{line.quantity}</td>
                <td className="r nowrap med">{grouped(line.gross)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {lines.length > 6 && <p className="cap t3 pad">{t('moreLines', { n: lines.length - 6 })}</p>}
      </div>
    </section>
  );
}

export function Discussion({ history }: { history: TaskDetail['history'] }) {
  const { t, i18n } = useTranslation('tasks');
  if (!history.length) return null;
  return (
    <section className="sec">
      <header>
        <h3>{t('history')}</h3>
        <span className="t3 cap">{history.length}</span>
      </header>
      {history.map((item) => (
        <div key={`${item.at}${item.action}`} className="cmt">
          <Avatar name={item.actor} size={22} />
          <div>
            <b className="med">{actorName(item.actor, t)}</b>{' '}
            <span className="t3 cap">
              {t(`action.${item.action.split(/[.:]/).at(-1)}`, { defaultValue: item.action })} · {whenShort(item.at, i18n.language)}
            </span>
            {item.comment && <p>{item.comment}</p>}
          </div>
        </div>
      ))}
    </section>
  );
}
