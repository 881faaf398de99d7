import { Button } from 'antd';
import { UserCheck, X, CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Task } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { Money } from '../../../components/Money';
import { humanTimes } from '../../../lib/dates';
import { fen } from '../../../lib/money';
import { useOnline } from '../../../lib/useOnline';
import { motion } from '../../../tokens';
import { dismissRefusals, isClosed, undoLast, useDecisions, type Refusal } from '../decisions';
import { commonOutcome } from '../outcomes';
import { inboxUrl } from '../urls';

/** What was just decided, with the way back. */
export function UndoToast() {
  const { t } = useTranslation('tasks');
  const { pending } = useDecisions();
  const online = useOnline();
  const last = pending.at(-1);
  if (!last) return null;
  const what = t(`decided.${last.decision.outcome}`, { defaultValue: last.decision.outcome });
  const waited = Date.now() - last.at;
  const seconds = Math.max(1, Math.ceil((motion.undoWindow - waited) / 1000));
  const whom = last.subjects.length > 1 ? t('nItems', { n: last.subjects.length }) : last.subjects[0].label;
  return (
    <div className="toast" role="status" key={last.key}>
      <svg width="16" height="16" viewBox="0 0 16 16" className="ic ring" aria-hidden>
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeOpacity=".25" strokeWidth="2" />
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="41 41" transform="rotate(-90 8 8)" style={{ animationDelay: `-${waited}ms` }} />
      </svg>
      <span className="grow ell">
        {what} {whom} · {online ? t('takesEffect', { seconds }) : t('takesEffectOnline')}
      </span>
      <button type="button" aria-keyshortcuts="Z" onClick={() => undoLast()}>
        {t('undo')} <Kbd>Z</Kbd>
      </button>
    </div>
  );
}

/** What the server did not take: who was first, or why not. */
export function Refusals() {
  const { t } = useTranslation('tasks');
  const { refusals } = useDecisions();
  if (!refusals.length) return null;
  return (
    <div className={`note ${refusals.every(isClosed) ? 'tone-amber' : 'tone-red'} refusals`} role="alert">
      <ul className="grow results">
        {refusals.map((refusal) => (
          <RefusalLine key={refusal.subject.id} refusal={refusal} />
        ))}
      </ul>
      <button type="button" className="icb" aria-label={t('common:close')} onClick={dismissRefusals}>
        <Icon as={X} size={14} />
      </button>
    </div>
  );
}

function RefusalLine({ refusal }: { refusal: Refusal }) {
  const { t, i18n } = useTranslation('tasks');
  const closed = isClosed(refusal);
  const detail = humanTimes(refusal.problem.detail, i18n.language).replace(/[。.]$/, '') || t('common:error.network');
  return (
    <li className="row g6 base">
      <Icon as={closed ? UserCheck : CircleAlert} size={15} style={{ alignSelf: 'center' }} />
      <span className="grow">
        {refusal.subject.label} · {closed ? t('wasFirst', { detail }) : detail}
      </span>
      {!closed && (
        <Link className="semi nowrap" to={inboxUrl({}, refusal.subject.id)}>
          {t('goBack')}
        </Link>
      )}
    </li>
  );
}

interface BulkProps {
  tasks: Task[];
  onApprove: () => void;
  onReject: () => void;
  onTransfer: () => void;
  onClear: () => void;
}

export function BulkBar({ tasks, onApprove, onReject, onTransfer, onClear }: BulkProps) {
  const { t } = useTranslation('tasks');
  if (!tasks.length) return null;
  const sum = tasks.reduce((total, task) => total + fen(task.order?.gross), 0n);
  const main = commonOutcome(tasks);
  const cannot = main ? 0 : tasks.filter((task) => !task.outcomes.includes('approve')).length;
  const canReject = tasks.every((task) => task.outcomes.includes('reject'));
  return (
    <div className="bulk" role="toolbar" aria-label={t('bulk')}>
      <div className="grow">
        <b className="semi nowrap">{t('checked', { n: tasks.length })}</b>{' '}
        <span className="t3 num nowrap">
          {t('sum')} <Money value={sum} cents={false} />
        </span>{' '}
        {cannot > 0 && <span className="cap amber nowrap">{t('cannotApprove', { n: cannot })}</span>}
      </div>
      <Button size="small" type="primary" disabled={!main} onClick={onApprove}>
        {t(`outcome.${main ?? 'approve'}`)}
      </Button>
      {canReject && (
        <Button size="small" onClick={onReject}>
          {t('outcome.reject')}
        </Button>
      )}
      <Button size="small" onClick={onTransfer}>
        {t('transfer')}
      </Button>
      <button type="button" className="icb" aria-label={t('clearChecks')} onClick={onClear}>
        <Icon as={X} size={14} />
      </button>
    </div>
  );
}
