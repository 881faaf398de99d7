import { App, Button } from 'antd';
import { CircleAlert, RotateCw, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../../api/types';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { Chip } from '../../../components/Chip';
import { Icon } from '../../../components/Icon';
import { ReasonDialog } from '../../../components/ReasonDialog';
import { whenShort } from '../../../lib/dates';
import { useIncidents } from '../api/useIncidents.query';
import { useRetryIncident } from '../api/useRetryIncident.mutation';
import { variablesOf, type Correction } from '../corrections';
import { Corrections } from './Corrections';

export function IncidentList({ canRetry }: { canRetry: boolean }) {
  const { t } = useTranslation('incidents');
  const { message } = App.useApp();
  const query = useIncidents();
  const retry = useRetryIncident();
  const [asking, setAsking] = useState<Incident | null>(null);
  const [corrections, setCorrections] = useState<Correction[]>([]);
  const ask = (incident: Incident) => {
    setCorrections([]);
    setAsking(incident);
  };
  const items = (query.data?.pages ?? []).flatMap((page) => page.items);
  if (query.isPending) return <SkeletonRows rows={6} height={84} />;
  if (query.isError && !items.length) return <Failed title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!items.length) return <Blank icon={ShieldCheck} title={t('empty')} text={t('emptyText')} />;
  return (
    <div className="scroll" tabIndex={-1}>
      <ul>
        {items.map((incident) => (
          <IncidentItem key={incident.id} incident={incident} onRetry={canRetry ? () => ask(incident) : undefined} />
        ))}
      </ul>
      {query.hasNextPage && (
        <p className="pad">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </p>
      )}
      <ReasonDialog
        open={asking !== null}
        title={t('retryTitle', { name: asking?.element_name })}
        action={t('retry')}
        onClose={() => setAsking(null)}
        onSubmit={async (reason) => {
          await retry.mutateAsync({ id: asking!.id, reason, variables: variablesOf(corrections) });
          void message.success(t('retried'));
        }}
      >
        <p className="t2 fld">{asking?.message}</p>
        <p className="cap t3 fld">{t('retryText')}</p>
        <Corrections rows={corrections} onChange={setCorrections} />
      </ReasonDialog>
    </div>
  );
}

function IncidentItem({ incident, onRetry }: { incident: Incident; onRetry: (() => void) | undefined }) {
  const { t, i18n } = useTranslation('incidents');
  return (
    <li className="incident">
      <Icon as={CircleAlert} size={18} className="red" />
      <div className="grow">
        <div className="row g6 wrap">
          <span className="semi">{incident.element_name}</span>
          {incident.topic && <Chip>{incident.topic}</Chip>}
          <span className="t3 cap">{t('attempts', { n: incident.attempts })}</span>
        </div>
        <p className="t2 incident-why">{incident.message}</p>
        {incident.detail && (
          <details className="cap t3">
            <summary>{t('detail')}</summary>
            <p className="incident-why mono">{incident.detail}</p>
          </details>
        )}
        <div className="row g12 cap t3">
          <span>{incident.process_name}</span>
          {incident.order_id && <Link to={`/orders/${incident.order_id}`}>{t('toOrder')}</Link>}
          <span className="num">{whenShort(incident.created_at, i18n.language)}</span>
        </div>
      </div>
      {onRetry && (
        <Button icon={<Icon as={RotateCw} size={14} />} onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </li>
  );
}
