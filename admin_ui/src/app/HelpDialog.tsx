import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { Kbd } from '../components/Kbd';

const rows: [keys: string[], text: string][] = [
  [['J', 'K'], 'move'],
  [['X'], 'check'],
  [['Shift', 'X'], 'checkRange'],
  [['Enter', 'E'], 'openOrder'],
  [['A'], 'approve'],
  [['R'], 'reject'],
  [['B'], 'return'],
  [['T'], 'transfer'],
  [['Z'], 'undo'],
  [['/'], 'filter'],
  [['Ctrl', 'K'], 'palette'],
  [['G', 'I'], 'goInbox'],
  [['G', 'O'], 'goOrders'],
  [['G', 'P'], 'goProcesses'],
  [['Esc'], 'escape'],
  [['?'], 'allKeys'],
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('help')} width={420}>
      <dl className="keys-list">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
              <span className="sr">{keys.join(' ')}</span>
            </dt>
            <dd>{t(`keys.${text}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
