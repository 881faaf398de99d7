import { Alert, Button, Input, Modal } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../lib/http';
import { REASON_MIN, reasonEnough } from '../lib/reason';

interface Props {
  open: boolean;
  title: string;
  action: string;
  danger?: boolean;
  children?: ReactNode;
  blocked?: boolean;
  /** False when a field among the children comes first. */
  focusReason?: boolean;
  onClose: () => void;
  onSubmit: (reason: string) => Promise<unknown>;
}

/** Asks for the reason of a key action; keeps the text when the server refuses. */
export function ReasonDialog({ open, title, action, danger, children, blocked, focusReason = true, onClose, onSubmit }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => {
    if (open) setRefusal(null);
  }, [open]);
  const submit = () => {
    setBusy(true);
    onSubmit(reason)
      .then(() => {
        setReason('');
        onClose();
      })
      .catch((error: unknown) => setRefusal(asProblem(error).detail || t('error.network')))
      .finally(() => setBusy(false));
  };
  const ready = reasonEnough(reason) && !blocked;
  return (
    <Modal
      open={open}
      title={title}
      onCancel={onClose}
      destroyOnHidden
      footer={[
        <Button key="close" onClick={onClose}>
          {t('close')}
        </Button>,
        <Button key="go" type="primary" danger={danger} loading={busy} disabled={!ready} onClick={submit}>
          {action}
        </Button>,
      ]}
    >
      {children}
      <label className="fld">
        <span className="lab">{t('reason.label')}</span>
        <Input.TextArea autoFocus={focusReason} value={reason} onChange={(event) => setReason(event.target.value)} autoSize={{ minRows: 3 }} maxLength={500} aria-describedby="reason-hint" />
      </label>
      <p id="reason-hint" className="cap t3">
        {t('reason.hint', { n: REASON_MIN })}
      </p>
      {refusal && <Alert type="error" showIcon title={refusal} />}
    </Modal>
  );
}
