import type { RJSFSchema } from '@rjsf/utils';
import { App, Button, Input, type InputRef } from 'antd';
import type { TFunction } from 'i18next';
import { ArrowLeft, CircleAlert, Maximize2 } from 'lucide-react';
import { Suspense, lazy, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { TaskDetail } from '../../../api/types';
import { Chip, Vip } from '../../../components/Chip';
import { Icon } from '../../../components/Icon';
import { Sla } from '../../../components/Sla';
import { isCandidate } from '../../../lib/candidates';
import { asProblem } from '../../../lib/http';
import { REASON_MIN, reasonEnough } from '../../../lib/reason';
import { useKeys } from '../../../lib/useKeys';
import { useClaim } from '../api/useClaim.mutation';
import { decide, useDecisions } from '../decisions';
import { outcomeStyle, sortOutcomes } from '../outcomes';
import { useDecisionDraft } from '../useDecisionDraft';
import { Discussion, Facts, Hero, Lines, ReasonNote, RuleRow } from './CardParts';
import { DecisionFoot } from './DecisionFoot';
import type { TaskFormHandle } from './TaskForm';
import { TransferDialog } from './TransferDialog';

const TaskForm = lazy(() => import('./TaskForm'));

interface Props {
  task: TaskDetail;
  me: Worker;
  keysActive: boolean;
  onBack: () => void;
  onDecided: () => void;
}

/** Who looks at the card; `may` is the right to work on tasks at all. */
export interface Worker {
  username: string;
  groups: string[];
  may: boolean;
}

const canWork = (task: TaskDetail, me: Worker): boolean =>
  me.may && (task.assignee === me.username || isCandidate(task, me));

/** One task: who and how much, why it is here, what was said, the form, and the buttons. */
export function DecisionCard({ task, me, keysActive, onBack, onDecided }: Props) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const refusal = useDecisions().refusals.find((item) => item.subject.id === task.id);
  const draft = useDecisionDraft(task.id, task.draft, refusal?.decision);
  const [armed, setArmed] = useState<string | null>(null);
  const [handing, setHanding] = useState(false);
  const form = useRef<TaskFormHandle>(null);
  const commentBox = useRef<InputRef>(null);
  const claim = useClaim();
  const { message } = App.useApp();
  const works = canWork(task, me);
  const schema = schemaOf(task);

  const submit = (outcome: string) => {
    const style = outcomeStyle(outcome);
    if (style.needsComment && !reasonEnough(draft.comment)) {
      setArmed(outcome);
      commentBox.current?.focus();
      return;
    }
    if (schema && style.primary && form.current && !form.current.check()) return;
    decide([{ id: task.id, label: task.order?.number ?? task.name }], { outcome, comment: draft.comment.trim(), variables: draft.values });
    draft.forget();
    onDecided();
  };
  const main = sortOutcomes(task.outcomes)[0];
  const offer = (outcome: string) => (task.outcomes.includes(outcome) ? () => submit(outcome) : () => undefined);
  useKeys(
    {
      a: () => main && outcomeStyle(main).primary && submit(main),
      r: offer('reject'),
      b: offer('return'),
      t: () => setHanding(true),
      enter: () => task.order_id && void navigate(`/orders/${task.order_id}`),
      e: () => task.order_id && void navigate(`/orders/${task.order_id}`),
    },
    keysActive && !handing && works,
  );
  const lacking = armed !== null && !reasonEnough(draft.comment);
  const mine = task.assignee === me.username;
  const take = () =>
    claim.mutate({ id: task.id, take: !mine }, { onError: (error) => void message.error(asProblem(error).detail || t('common:error.network')) });
  return (
    <>
      <header className="top">
        <div className="row">
          <button type="button" className="icb m-only" style={{ justifyContent: 'center' }} aria-label={t('backToList')} onClick={onBack}>
            <Icon as={ArrowLeft} size={20} />
          </button>
          <h2 className="ell">{task.order?.customer_name ?? task.name}</h2>
          <Vip tier={task.order?.tier} />
          {task.order?.urgent && <Chip tone="red">{t('urgent')}</Chip>}
          <span className="grow" />
          {works && (
            <Button size="small" loading={claim.isPending} disabled={Boolean(task.assignee) && !mine} onClick={take}>
              {mine ? t('unclaim') : task.assignee ? t('claimedBy', { name: task.assignee }) : t('claim')}
            </Button>
          )}
          {task.order_id && (
            <Link className="icb d-only" to={`/orders/${task.order_id}`} aria-label={t('openOrder')}>
              <Icon as={Maximize2} size={14} />
            </Link>
          )}
        </div>
        <div className="row g12 cap t3 subl">
          {task.order && task.order_id && (
            <Link className="nowrap" to={`/orders/${task.order_id}`}>
              {task.order.number}
            </Link>
          )}
          <span className="nowrap">{task.name}</span>
          {groupsOf(task, t) && <span className="ell d-only">{groupsOf(task, t)}</span>}
          <Sla due={task.due_at} since={task.created_at} long />
        </div>
      </header>
      <div className="scroll body" tabIndex={-1}>
        {refusal && (
          <p className="note tone-red" role="alert">
            <Icon as={CircleAlert} size={15} />
            {t('notAccepted', { detail: refusal.problem.detail })}
          </p>
        )}
        <Hero task={task} />
        <Facts task={task} />
        {task.card?.rule && task.outcomes.includes('approve') ? <RuleRow rule={task.card.rule} reason={task.reason} /> : task.reason && <ReasonNote reason={task.reason} />}
        <section className="sec">
          <header>
            <h3>{t(task.outcomes.includes('approve') ? 'opinion' : 'handling')}</h3>
            <span className="grow" />
            {task.card.order?.status.commercial === 'draft' && <Link to={`/orders/${task.order_id}/edit`}>{t('editLines')}</Link>}
          </header>
          {schema && (
            <Suspense fallback={null}>
              <TaskForm handle={form} schema={schema} ui={task.form?.ui} facts={task.facts} value={draft.values} refused={refusal?.problem.errors ?? []} onChange={(values) => draft.setValues(values, true)} />
            </Suspense>
          )}
          {schema && <div className="lab comment-label">{t('comment')}</div>}
          <Input.TextArea
            ref={commentBox as never}
            autoSize={{ minRows: 2, maxRows: 8 }}
            value={draft.comment}
            status={lacking ? 'error' : undefined}
            placeholder={t(task.outcomes.some((outcome) => outcomeStyle(outcome).needsComment) ? 'commentHint' : 'commentPlain')}
            aria-label={t('comment')}
            aria-invalid={lacking}
            aria-describedby={lacking ? 'comment-lacking' : undefined}
            onChange={(event) => draft.setComment(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (armed ?? main)) submit(armed ?? main);
            }}
          />
          {lacking && (
            <p id="comment-lacking" className="fld-err" role="alert">
              <Icon as={CircleAlert} size={13} style={{ marginTop: 2 }} />
              {t('commentLacking', { outcome: t(`outcome.${armed}`, { defaultValue: armed }), n: REASON_MIN })}
            </p>
          )}
        </section>
        <div className={task.history.length ? 'two' : undefined}>
          <Lines task={task} />
          <Discussion history={task.history} />
        </div>
      </div>
      {works ? (
        <DecisionFoot outcomes={task.outcomes} next={task.card.next} onOutcome={submit} onTransfer={() => setHanding(true)} />
      ) : (
        <p className="foot t3">{t('notYours', { groups: candidatesOf(task, t).join(' · ') })}</p>
      )}
      <TransferDialog ids={[task.id]} open={handing} onClose={() => setHanding(false)} />
    </>
  );
}

/** Who may do it, unless the task is named like its only group. */
function groupsOf(task: TaskDetail, t: TFunction<'tasks'>): string {
  return candidatesOf(task, t)
    .filter((name) => name !== task.name)
    .join(' · ');
}

/** Groups by their names, then people by login. */
const candidatesOf = (task: TaskDetail, t: TFunction<'tasks'>): string[] => [
  ...task.candidate_groups.map((group) => t(`common:group.${group}`, { defaultValue: group })),
  ...task.candidate_users,
];

/** The form's schema, or null when the diagram asks for no field. */
function schemaOf(task: TaskDetail): RJSFSchema | null {
  const schema = task.form?.schema as RJSFSchema | undefined;
  return schema?.properties && Object.keys(schema.properties).length ? schema : null;
}
