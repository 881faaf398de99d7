import { AlertTriangle, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { duration, minutesUntil } from '../lib/dates';
import { useNow } from '../lib/useNow';
import { slaTone } from '../tokens';
import { Icon } from './Icon';

const DEFAULT_TOTAL_MIN = 240;

/** Time left until `due`, toned by the share of the allowed time that is left. */
export function Sla({ due, since, long }: { due: string | null | undefined; since?: string; long?: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  if (!due) return <span className="t3">—</span>;
  const left = minutesUntil(due, now);
  const total = since ? Math.max(1, (Date.parse(due) - Date.parse(since)) / 60_000) : DEFAULT_TOTAL_MIN;
  const { tone, key } = slaTone(left, total);
  const words = t(key === 'overdue' ? 'sla.over' : long ? 'sla.leftLong' : 'sla.left', { time: duration(left, t) });
  return (
    <span className={`sla sla-${key} ${tone === 'neutral' ? 't3' : tone}${key === 'overdue' ? ' chip tone-red' : ''}`}>
      <Icon as={key === 'overdue' ? AlertTriangle : Clock} size={12} />
      {words}
    </span>
  );
}
