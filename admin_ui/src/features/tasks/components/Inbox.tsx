import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { MousePointerClick } from 'lucide-react';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { ReasonDialog } from '../../../components/ReasonDialog';
import { asProblem } from '../../../lib/http';
import { useKeys } from '../../../lib/useKeys';
import { usePhone } from '../../../lib/usePhone';
import { usePrefetchTask, useTask } from '../api/useTask.query';
import { useTasks } from '../api/useTasks.query';
import { decide, undoLast, useDecisions } from '../decisions';
import { commonOutcome } from '../outcomes';
import { inboxUrl, readFilters } from '../urls';
import { useSelection } from '../useSelection';
import { DecisionCard, type Worker } from './DecisionCard';
import { BulkBar, Refusals, UndoToast } from './Dock';
import { TaskList } from './TaskList';
import { TransferDialog } from './TransferDialog';

/** List and card side by side; on a phone the card covers the list once a task is chosen. */
export function Inbox({ me }: { me: Worker }) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const phone = usePhone();
  const [params] = useSearchParams();
  const filters = readFilters(params);
  const query = useTasks(filters);
  const { pending, refusals } = useDecisions();
  const [asking, setAsking] = useState<'reject' | 'transfer' | null>(null);
  const hidden = useMemo(() => new Set(pending.flatMap((entry) => entry.subjects.map((subject) => subject.id))), [pending]);
  const tasks = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.items).filter((task) => !hidden.has(task.id)), [query.data, hidden]);
  const order = useMemo(() => tasks.map((task) => task.id), [tasks]);
  const selection = useSelection(order);
  const chosen = params.get('task') ?? undefined;
  const currentId = chosen && !hidden.has(chosen) ? chosen : phone ? undefined : order[0];
  const at = currentId ? order.indexOf(currentId) : -1;
  const card = useTask(currentId);
  usePrefetchTask(order[at + 1]);
  const checkedTasks = tasks.filter((task) => selection.has(task.id));

  const goTo = (id: string | undefined) => void navigate(inboxUrl(filters, id), { replace: true });
  const move = (step: number) => goTo(order[Math.max(0, Math.min(order.length - 1, at + step))]);
  const afterDecision = () => goTo(phone ? undefined : (order[at + 1] ?? order[at - 1]));
  const decideChecked = (outcome: string, comment: string) => {
    decide(checkedTasks.map((task) => ({ id: task.id, label: task.order?.number ?? task.name })), { outcome, comment, variables: {} });
    selection.clear();
    if (currentId && selection.has(currentId)) goTo(phone ? undefined : (order.slice(at).find((id) => !selection.has(id)) ?? order.findLast((id) => !selection.has(id))));
  };
  const many = checkedTasks.length > 0;
  const main = many ? commonOutcome(checkedTasks) : undefined;
  const approveChecked = () => main && decideChecked(main, '');
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => currentId && selection.toggle(currentId),
    'shift+x': () => currentId && selection.range(currentId),
    z: () => {
      const back = undoLast();
      if (back?.subjects.length === 1) goTo(back.subjects[0].id);
    },
    escape: selection.clear,
    ...(many ? { a: approveChecked, r: () => canReject && setAsking('reject'), t: () => setAsking('transfer') } : {}),
  });
  const canReject = checkedTasks.every((task) => task.outcomes.includes('reject'));
  const dock = (pending.length > 0 || many || refusals.length > 0) && (
    <>
      <Refusals />
      <UndoToast />
      <BulkBar tasks={checkedTasks} onApprove={approveChecked} onReject={() => setAsking('reject')} onTransfer={() => setAsking('transfer')} onClear={selection.clear} />
    </>
  );
  const detail = card.data && card.data.id === currentId ? card.data : undefined;
  return (
    <div className="inbox">
      <TaskList tasks={tasks} filters={filters} currentId={currentId} selection={selection} query={query} dock={dock || null} />
      <section className={`dec ${chosen && currentId ? 'open' : ''}`} aria-label={t('decision')}>
        {detail ? (
          <DecisionCard key={detail.id} task={detail} me={me} keysActive={!many} onBack={() => goTo(undefined)} onDecided={afterDecision} />
        ) : card.isError ? (
          <Failed title={t(/task_?\w*\.?(closed|gone|unknown)$/.test(asProblem(card.error).code) ? 'gone' : 'cardFailed')} error={card.error} onRetry={() => void card.refetch()} away={<Link to={inboxUrl(filters)}>{t('next')}</Link>} />
        ) : currentId ? (
          <SkeletonRows rows={6} height={84} />
        ) : (
          !query.isPending && <Blank icon={MousePointerClick} title={t('noTask')} text={t('noTaskText')} />
        )}
      </section>
      <ReasonDialog
        open={asking === 'reject'}
        danger
        title={t('rejectMany', { n: checkedTasks.length })}
        action={t('outcome.reject')}
        onClose={() => setAsking(null)}
        onSubmit={async (reason) => decideChecked('reject', reason)}
      />
      <TransferDialog ids={selection.checked} open={asking === 'transfer'} onClose={() => setAsking(null)} />
    </div>
  );
}
