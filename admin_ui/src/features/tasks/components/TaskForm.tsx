/** The form a diagram asks for at a user task, drawn from its JSON Schema. Loaded only when a task has one. */
import { Form } from '@rjsf/antd';
import type FormCore from '@rjsf/core';
import type { RJSFSchema } from '@rjsf/utils';
import { useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '../../../lib/http';
import { errorTree } from './formErrors';
import { plainHints, plainSchema } from './formHints';
import { templates } from './formTemplates';
import { widgets } from './formWidgets';
import { createValidator } from './validator';

export interface TaskFormHandle {
  /** Shows what is wrong under the fields; true when nothing is. */
  check: () => boolean;
}

interface Props {
  schema: RJSFSchema;
  ui: unknown;
  facts: Record<string, unknown>;
  value: Record<string, unknown>;
  refused: FieldError[];
  onChange: (value: Record<string, unknown>) => void;
  handle: Ref<TaskFormHandle>;
}

export default function TaskForm({ schema, ui, facts, value, refused, onChange, handle }: Props) {
  const { t, i18n } = useTranslation('tasks');
  const form = useRef<FormCore>(null);
  const validator = useMemo(() => createValidator((keyword, fallback) => t(`invalid.${keyword}`, fallback)), [t]);
  const plain = useMemo(() => plainSchema(schema), [schema]);
  const hints = useMemo(
    () => ({ ...plainHints(ui, i18n.language, facts), 'ui:submitButtonOptions': { norender: true }, 'ui:label': false }),
    [ui, facts, i18n.language],
  );
  const extra = useMemo(() => errorTree(refused), [refused]);
  useImperativeHandle(handle, () => ({ check: () => form.current?.validateForm() ?? true }), []);
  return (
    <div className="task-form">
      <Form
        key={i18n.language}
        ref={form as never}
        tagName="div"
        schema={plain}
        uiSchema={hints}
        widgets={widgets}
        templates={templates}
        formData={value}
        validator={validator}
        extraErrors={extra}
        extraErrorsBlockSubmit={false}
        showErrorList={false}
        noHtml5Validate
        onChange={(event) => onChange((event.formData ?? {}) as Record<string, unknown>)}
      />
    </div>
  );
}
