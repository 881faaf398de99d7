import { Button } from 'antd';
import { ArrowRight, CornerUpLeft, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/Icon';
import { Kbd } from '../../../components/Kbd';
import { outcomeStyle, sortOutcomes } from '../outcomes';

interface Props {
  outcomes: string[];
  next: string[];
  onOutcome: (outcome: string) => void;
  onTransfer: () => void;
}

/** What happens next, then the buttons: one primary. */
export function DecisionFoot({ outcomes, next, onOutcome, onTransfer }: Props) {
  const { t } = useTranslation('tasks');
  return (
    <footer className="foot">
      {next.length > 0 && (
        <p className="next">
          <span>{t('then')}</span>
          <Icon as={ArrowRight} size={12} />
          <span className="t2 ell">{next.join(t('or'))}</span>
        </p>
      )}
      <div className="row">
        {sortOutcomes(outcomes).map((outcome) => {
          const style = outcomeStyle(outcome);
          return (
            <Button
              key={outcome}
              size="large"
              type={style.primary ? 'primary' : 'default'}
              danger={style.danger}
              icon={outcome === 'return' ? <Icon as={CornerUpLeft} size={15} /> : undefined}
              aria-keyshortcuts={style.key}
              className={style.primary ? 'main-act' : undefined}
              onClick={() => onOutcome(outcome)}
            >
              {t(`outcome.${outcome}`, { defaultValue: outcome })}
              {style.key && <Kbd>{style.key}</Kbd>}
            </Button>
          );
        })}
        <span className="grow" />
        <Button size="large" type="text" icon={<Icon as={UserPlus} size={15} />} aria-keyshortcuts="T" title={t('transfer')} onClick={onTransfer}>
          <span className="word">{t('transfer')}</span>
          <Kbd>T</Kbd>
        </Button>
      </div>
    </footer>
  );
}
