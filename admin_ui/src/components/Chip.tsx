import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ToneName } from '../tokens';
import { Icon } from './Icon';

interface Props {
  tone?: ToneName;
  icon?: LucideIcon;
  line?: boolean;
  children: ReactNode;
}

export const Chip = ({ tone = 'neutral', icon, line, children }: Props) => (
  <span className={`chip ${line ? 'line' : `tone-${tone}`}`}>
    {icon && <Icon as={icon} size={12} />}
    {children}
  </span>
);

/** The dark plate of a customer's level, for VIP customers only. */
export const Vip = ({ tier }: { tier: string | undefined | null }) =>
  tier && /^vip/i.test(tier) ? <span className="vip">{tier.toUpperCase()}</span> : null;
