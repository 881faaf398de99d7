import type { RegistryWidgetsType, WidgetProps } from '@rjsf/utils';
import { Input, InputNumber } from 'antd';

interface Affixes {
  prefix?: string;
  suffix?: string;
  placeholder?: string;
}

/** Text with a sign before or a unit after it; empty text counts as not given. */
function AffixWidget({ id, value, options, onChange, disabled, readonly, rawErrors, label }: WidgetProps) {
  const { prefix, suffix, placeholder } = options as Affixes;
  return (
    <Input
      id={id}
      value={(value as string | undefined) ?? ''}
      prefix={prefix}
      suffix={suffix}
      placeholder={placeholder}
      disabled={disabled || readonly}
      status={rawErrors?.length ? 'error' : undefined}
      aria-label={label}
      onChange={(event) => onChange(event.target.value || undefined)}
    />
  );
}

function AffixNumberWidget({ id, value, options, onChange, disabled, readonly, rawErrors, label }: WidgetProps) {
  const { prefix, suffix, placeholder } = options as Affixes;
  return (
    <InputNumber
      id={id}
      value={(value as number | undefined) ?? null}
      prefix={prefix}
      suffix={suffix}
      placeholder={placeholder}
      controls={false}
      disabled={disabled || readonly}
      status={rawErrors?.length ? 'error' : undefined}
      aria-label={label}
      onChange={(next) => onChange(next ?? undefined)}
      style={{ width: '100%' }}
    />
  );
}

export const widgets: RegistryWidgetsType = { affix: AffixWidget, affixNumber: AffixNumberWidget };
