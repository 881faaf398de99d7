import { Check, CircleAlert, PackageX, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from '../../../components/Icon';

const icons: Record<'red' | 'amber' | 'green', LucideIcon> = { red: CircleAlert, amber: PackageX, green: Check };

interface Props {
  tone: 'red' | 'amber' | 'green';
  id?: string;
  children: ReactNode;
  fix?: { label: string; onClick: () => void };
}

/** A word under a field, with the way out as a button. */
export const FieldNote = ({ tone, id, children, fix }: Props) => (
  <div className={`hint ${tone}`} id={id} role={tone === 'red' ? 'alert' : undefined}>
    <Icon as={icons[tone]} size={14} />
    <span className="grow">{children}</span>
    {fix && (
      <button type="button" className="link-btn" onClick={fix.onClick}>
        {fix.label}
      </button>
    )}
  </div>
);
