import { Button } from 'antd';
import { CircleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { humanTimes } from '../lib/dates';
import { asProblem } from '../lib/http';
import { Icon } from './Icon';

interface Props {
  icon: LucideIcon;
  title: string;
  text?: string;
  action?: ReactNode;
}

/** Nothing to show: one fact, one next step. */
export const Blank = ({ icon, title, text, action }: Props) => (
  <div className="blank">
    <span className="bi">
      <Icon as={icon} size={20} />
    </span>
    <div className="semi">{title}</div>
    {text && <div className="t3">{text}</div>}
    {action && <div className="blank-act">{action}</div>}
  </div>
);

const FINAL = [403, 404, 409, 410];

interface FailedProps {
  title: string;
  error: unknown;
  onRetry: () => void;
  /** The way on where trying again changes nothing: no right, nothing there, done by somebody else. */
  away?: ReactNode;
}

/** What failed, why if known, the code to quote, and another try or the way on. */
export function Failed({ title, error, onRetry, away }: FailedProps) {
  const { t, i18n } = useTranslation();
  const problem = asProblem(error);
  const why = problem.code === 'network' ? t('error.network') : problem.status === 403 ? t('error.forbidden') : humanTimes(problem.detail, i18n.language).replace(/[。.]$/, '');
  const code = [problem.code, problem.request].filter(Boolean).join(' · ');
  return (
    <div role="alert">
      <Blank
        icon={CircleAlert}
        title={title}
        text={`${why} · ${code}`}
        action={
          FINAL.includes(problem.status) ? (
            away
          ) : (
            <Button size="small" type="primary" onClick={onRetry}>
              {t('retry')}
            </Button>
          )
        }
      />
    </div>
  );
}

/** Bars in the shape of list rows while the first answer is awaited. */
export function SkeletonRows({ rows = 6, height = 62 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton-row" style={{ height }}>
          <span className="sk" style={{ width: `${62 - ((index * 13) % 24)}%` }} />
          <span className="sk thin" style={{ width: `${38 - ((index * 7) % 14)}%` }} />
        </div>
      ))}
    </div>
  );
}
