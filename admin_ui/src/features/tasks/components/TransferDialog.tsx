import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '../../../components/ReasonDialog';
import { useColleagues } from '../api/useColleagues.query';
import { useTransfer } from '../api/useTransfer.mutation';

interface Props {
  ids: string[];
  open: boolean;
  onClose: () => void;
}

/** Hands one or several tasks to another person, with a reason. */
export function TransferDialog({ ids, open, onClose }: Props) {
  const { t } = useTranslation('tasks');
  const [to, setTo] = useState<string | undefined>();
  const colleagues = useColleagues(open);
  const transfer = useTransfer();
  return (
    <ReasonDialog
      open={open}
      title={ids.length > 1 ? t('transferMany', { n: ids.length }) : t('transfer')}
      action={t('transfer')}
      blocked={!to}
      focusReason={false}
      onClose={onClose}
      onSubmit={(reason) => transfer.mutateAsync({ ids, to: to!, reason })}
    >
      <label className="fld">
        <span className="lab">{t('transferTo')}</span>
        <Select
          autoFocus
          className="fill"
          notFoundContent={t(colleagues.isPending ? 'common:loading' : 'transferNobody')}
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('transferTo')}
          value={to}
          loading={colleagues.isPending}
          placeholder={t('transferHint')}
          options={(colleagues.data ?? []).map(({ username, name }) => ({ value: username, label: `${name} · ${username}` }))}
          onChange={setTo}
        />
      </label>
    </ReasonDialog>
  );
}
