import { Button, Input } from 'antd';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/Icon';
import { noCorrection, type Correction } from '../corrections';

/** Variables to correct before a failed step runs again: a name and a value each. */
export function Corrections({ rows, onChange }: { rows: Correction[]; onChange: (rows: Correction[]) => void }) {
  const { t } = useTranslation('incidents');
  const set = (index: number, part: Partial<Correction>) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="fld corrections">
      <legend className="lab">{t('corrections')}</legend>
      {rows.map((row, index) => (
        <div className="row g8" key={index}>
          <Input aria-label={t('variable', { n: index + 1 })} placeholder={t('variableHint')} value={row.name} onChange={(event) => set(index, { name: event.target.value })} maxLength={120} />
          <Input aria-label={t('value', { n: index + 1 })} placeholder={t('valueHint')} value={row.value} onChange={(event) => set(index, { value: event.target.value })} maxLength={2000} />
        </div>
      ))}
      <Button type="link" size="small" icon={<Icon as={Plus} size={14} />} onClick={() => onChange([...rows, noCorrection])}>
        {t('addCorrection')}
      </Button>
      {rows.length > 0 && <p className="cap t3">{t('correctionsText')}</p>}
    </fieldset>
  );
}
