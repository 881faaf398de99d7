import { Button, Segmented } from 'antd';
import { Maximize2, Waypoints, X } from 'lucide-react';
import { Suspense, lazy, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { Icon } from '../../../components/Icon';
import { useKeys } from '../../../lib/useKeys';
import { useDefinitions } from '../api/useDefinitions.query';
import { useDiagram } from '../api/useDiagram.query';
import { useInstance } from '../api/useInstance.query';
import { busiestProcess, paintingOf, processesOf, tokensIn } from '../painting';

const Diagram = lazy(() => import('../../../bpmn/Diagram'));

interface Props {
  instanceId: string | null | undefined;
  /** Over the whole screen; a phone held upright shows it on its side. */
  large: boolean;
  onLarge: (large: boolean) => void;
}

/** The diagram of an order's process with its tokens; called processes are one click away. */
export function InstanceDiagram({ instanceId, large, onLarge }: Props) {
  const { t } = useTranslation('processes');
  const instance = useInstance(instanceId);
  const definitions = useDefinitions();
  const [picked, setPicked] = useState<string | null>(null);
  useKeys({ escape: () => onLarge(false) }, large);
  const data = instance.data;
  const processId = data && (picked ?? busiestProcess(data));
  const xml = useDiagram(processId, data && processId === data.process_id ? data.version : undefined);
  const painting = useMemo(() => (data && processId ? paintingOf(data, processId, t) : undefined), [data, processId, t]);
  const nameOf = (id: string) => definitions.data?.find((definition) => definition.process_id === id)?.name ?? id;
  const tabs = (data ? processesOf(data) : []).map((id) => {
    const here = data ? tokensIn(data, id) : 0;
    return { value: id, label: here ? `${nameOf(id)} · ${here}` : nameOf(id) };
  });
  const body = !instanceId ? (
    <Blank icon={Waypoints} title={t('noInstance')} />
  ) : instance.isError || xml.isError ? (
    <Failed title={t('diagramFailed')} error={instance.error ?? xml.error} onRetry={() => void (instance.isError ? instance.refetch() : xml.refetch())} />
  ) : xml.data && painting ? (
    <Suspense fallback={<SkeletonRows rows={3} height={120} />}>
      <Diagram xml={xml.data} painting={painting} label={t('diagramLabel', { name: nameOf(processId!) })} height={large ? '100%' : 'auto'} />
    </Suspense>
  ) : (
    <SkeletonRows rows={3} height={120} />
  );
  return (
    <section className={large ? 'fullscreen turned' : 'card'} id="process">
      <header className={large ? 'bar' : undefined}>
        <h2>{t('process')}</h2>
        <span className="t3 ell">{data && `${nameOf(processId!)}${processId === data.process_id ? ` v${data.version}` : ''}`}</span>
        <span className="grow" />
        <span className="legend d-only">
          <span>
            <i className="done" />
            {t('done')}
          </span>
          <span>
            <i className="now" />
            {t('now')}
          </span>
          <span>
            <i className="todo" />
            {t('todo')}
          </span>
        </span>
        {tabs.length > 1 && (
          <Segmented size="small" aria-label={t('process')} value={processId} options={tabs} onChange={(id) => setPicked(String(id))} />
        )}
        <Button size="small" type="text" aria-label={t(large ? 'smaller' : 'larger')} icon={<Icon as={large ? X : Maximize2} size={14} />} onClick={() => onLarge(!large)} />
      </header>
      {body}
    </section>
  );
}
