import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '../../../components/ReasonDialog';
import { useTransfer } from '../api/useTransfer.mutation';

interface Props {
  ids: string[];
  open: boolean;
  onClose: () => void;
}

/** Hands one or several tasks to another person, with a reason. */
export function TransferDialog({ ids, open, onClose }: Props) {
  const { t } = useTranslation('tasks');
  const [to, setTo] = useState('');
  const transfer = useTransfer();
  return (
    <ReasonDialog
      open={open}
      title={ids.length > 1 ? t('transferMany', { n: ids.length }) : t('transfer')}
      action={t('transfer')}
      blocked={!to.trim()}
      focusReason={false}
      onClose={onClose}
      onSubmit={(reason) => transfer.mutateAsync({ ids, to: to.trim(), reason })}
    >
      <label className="fld">
        <span className="lab">{t('transferTo')}</span>
        <Input autoFocus value={to} onChange={(event) => setTo(event.target.value)} placeholder={t('transferHint')} autoComplete="off" />
      </label>
    </ReasonDialog>
  );
}
