import { Waypoints } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { Chip } from '../../../components/Chip';
import { whenShort } from '../../../lib/dates';
import { useDefinitions } from '../api/useDefinitions.query';
import { useDiagram } from '../api/useDiagram.query';

const Diagram = lazy(() => import('../../../bpmn/Diagram'));

/** The deployed processes, the busiest first, on the left; the chosen one's drawing on the right. */
export function ProcessList({ chosen }: { chosen: string | undefined }) {
  const { t, i18n } = useTranslation('processes');
  const definitions = useDefinitions();
  const items = [...(definitions.data ?? [])].sort((one, other) => other.running - one.running);
  const current = items.find((item) => item.process_id === chosen) ?? items[0];
  const xml = useDiagram(current?.process_id, current?.version);
  if (definitions.isError) return <Failed title={t('failed')} error={definitions.error} onRetry={() => void definitions.refetch()} />;
  if (definitions.isSuccess && !items.length) return <Blank icon={Waypoints} title={t('empty')} text={t('emptyText')} />;
  return (
    <div className="procs">
      <nav className="side" aria-label={t('title')}>
        {definitions.isPending && <SkeletonRows rows={6} height={64} />}
        {items.map((item) => (
          <Link key={item.process_id} to={`/processes/${item.process_id}`} className={`pitem ${item === current ? 'on' : ''}`} aria-current={item === current ? 'page' : undefined}>
            <span className="row g6">
              <span className="semi ell">{item.name}</span>
              <Chip>v{item.version}</Chip>
              <span className="grow" />
              <span className="t2 cap num nowrap">{t('running', { n: item.running })}</span>
            </span>
            <span className="cap t3 block ell">
              {item.process_id} · {item.deployed_by === 'system' ? t('common:system') : item.deployed_by} {whenShort(item.deployed_at, i18n.language)}
            </span>
          </Link>
        ))}
      </nav>
      {xml.isError ? (
        <Failed title={t('diagramFailed')} error={xml.error} onRetry={() => void xml.refetch()} />
      ) : xml.data && current ? (
        <Suspense fallback={<SkeletonRows rows={4} height={120} />}>
          <Diagram xml={xml.data} label={t('diagramLabel', { name: current.name })} />
        </Suspense>
      ) : (
        <SkeletonRows rows={4} height={120} />
      )}
    </div>
  );
}
