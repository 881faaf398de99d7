import { Alert, Button, Checkbox, Input, Upload } from 'antd';
import { CircleAlert, FileSpreadsheet, FileUp, Upload as UploadGlyph } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/Icon';
import { asProblem } from '../../../lib/http';
import { useStartImport } from '../api/useStartImport.mutation';

const DEFAULT_MAPPING = 'online-retail';

/** Chooses a file and a mapping; a dry run first is the default. */
export function UploadCard() {
  const { t } = useTranslation('imports');
  const [file, setFile] = useState<File | null>(null);
  const [mapping, setMapping] = useState(DEFAULT_MAPPING);
  const [dryRun, setDryRun] = useState(true);
  const [tried, setTried] = useState(false);
  const start = useStartImport();
  const problem = start.isError ? asProblem(start.error) : null;
  const begin = () => {
    setTried(true);
    if (file && mapping.trim()) start.mutate({ file, mapping: mapping.trim(), dryRun });
  };
  return (
    <section className="card pad">
      <Upload.Dragger
        accept=".csv,.xlsx"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(picked) => {
          setFile(picked);
          return false;
        }}
      >
        <span className="drop">
          <Icon as={file ? FileSpreadsheet : FileUp} size={24} className="t3" />
          <span className="semi">{file ? file.name : t('drop')}</span>
          <span className="t3 cap">{file ? t('size', { kb: Math.ceil(file.size / 1024).toLocaleString('en-US') }) : t('dropHint')}</span>
        </span>
      </Upload.Dragger>
      <div className="row wrap import-options">
        <label className="row g6">
          <span className="lab nowrap">{t('mapping')}</span>
          <Input value={mapping} status={tried && !mapping.trim() ? 'error' : undefined} onChange={(event) => setMapping(event.target.value)} />
        </label>
        <Checkbox checked={dryRun} onChange={(event) => setDryRun(event.target.checked)}>
          {t('dryRun')}
        </Checkbox>
        <span className="grow" />
        <Button type="primary" icon={<Icon as={UploadGlyph} size={14} />} loading={start.isPending} onClick={begin}>
          {t(dryRun ? 'startDry' : 'start')}
        </Button>
      </div>
      {tried && !(file && mapping.trim()) && (
        <p className="fld-err" role="alert">
          <Icon as={CircleAlert} size={13} style={{ marginTop: 2 }} />
          {t(file ? 'needMapping' : 'needFile')}
        </p>
      )}
      {problem && <Alert type="error" showIcon title={problem.code === 'network' ? t('common:error.network') : problem.detail} description={problem.errors.map((error) => error.message).join('；') || undefined} />}
    </section>
  );
}
