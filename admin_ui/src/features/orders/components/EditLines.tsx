import { Alert, Button, Input } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Order, Product } from '../../../api/types';
import { SkeletonRows } from '../../../components/Blank';
import { Icon } from '../../../components/Icon';
import { Money } from '../../../components/Money';
import { asProblem, type FieldError } from '../../../lib/http';
import { REASON_MIN, reasonEnough } from '../../../lib/reason';
import { useEditLines } from '../api/useEditLines.mutation';
import { useProductsBySku } from '../api/useProductsBySku.query';
import { lineIssues, lineTotal, linesOf, newLine, type DraftLine } from '../draft';
import { LineEditor, type Note } from './LineEditor';

/** Changes the lines of an order that was sent back: what the approver asked for, with a reason. */
export function EditLines({ order }: { order: Order }) {
  const products = useProductsBySku(order.lines.map((line) => line.sku));
  return products ? <Editor order={order} products={products} /> : <SkeletonRows rows={4} height={110} />;
}

const draftOf = (order: Order, products: (Product | null)[]): DraftLine[] =>
  order.lines.map((line, index) => ({ key: line.line_no, product: products[index], quantity: line.quantity, price: line.unit_price, discount: line.discount_percent }));

function Editor({ order, products }: { order: Order; products: (Product | null)[] }) {
  const { t } = useTranslation('orders');
  const navigate = useNavigate();
  const [lines, setLines] = useState(() => draftOf(order, products));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ detail: string; errors: FieldError[] } | null>(null);
  const edit = useEditLines(order.id);
  const total = lines.reduce((sum, line) => sum + lineTotal(line), 0n);
  const issues = lines.flatMap((line, index) => lineIssues(line, `lines[${index}]`));
  const noteAt = (at: string): Note | undefined => {
    const issue = tried ? issues.find((found) => found.at === at) : undefined;
    if (issue) return { text: t(issue.text, issue.params), fix: issue.fix };
    const error = refused?.errors.find((found) => found.at === at);
    return error && { text: error.message };
  };
  const change = (next: DraftLine[]) => {
    setLines(next);
    setRefused(null);
  };
  const submit = () => {
    setTried(true);
    if (issues.length || !reasonEnough(reason)) return;
    edit.mutate(
      { version: order.version, lines: linesOf(lines), reason },
      {
        onSuccess: () => void navigate(`/orders/${order.id}`),
        onError: (error) => {
          const problem = asProblem(error);
          setRefused({ detail: problem.detail || t('common:error.network'), errors: problem.errors });
        },
      },
    );
  };
  const lacking = tried && !reasonEnough(reason);
  return (
    <>
      <div className="scroll nscroll" tabIndex={-1}>
        {refused && <Alert type="error" showIcon title={refused.detail} />}
        {lines.map((line, index) => (
          <LineEditor
            key={line.key}
            line={line}
            index={index}
            warehouse={order.warehouse_code}
            removable={lines.length > 1}
            notes={{ sku: noteAt(`lines[${index}].sku`), quantity: noteAt(`lines[${index}].quantity`), unit_price: noteAt(`lines[${index}].unit_price`) }}
            onChange={(part) => change(lines.map((old, at) => (at === index ? { ...old, ...part } : old)))}
            onRemove={() => change(lines.filter((_, at) => at !== index))}
          />
        ))}
        <Button size="large" block icon={<Icon as={Plus} size={16} />} onClick={() => change([...lines, newLine(Math.max(0, ...lines.map((line) => line.key)) + 1)])}>
          {t('addLine')}
        </Button>
        <section className="card pad">
          <label className="fld">
            <span className="lab">{t('common:reason.label')}</span>
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} value={reason} status={lacking ? 'error' : undefined} aria-invalid={lacking} onChange={(event) => setReason(event.target.value)} />
            <span className={`cap ${lacking ? 'red' : 't3'}`}>{t('common:reason.hint', { n: REASON_MIN })}</span>
          </label>
        </section>
      </div>
      <footer className="pay row g12">
        <div className="grow">
          <div className="cap t3">{t('grossLabel')}</div>
          <div className="total">
            <Money value={total} />
          </div>
        </div>
        <Button type="primary" loading={edit.isPending} onClick={submit}>
          {t('saveLines')}
        </Button>
      </footer>
    </>
  );
}
