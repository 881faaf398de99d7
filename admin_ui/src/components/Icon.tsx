import type { LucideIcon } from 'lucide-react';
import type { CSSProperties } from 'react';

interface Props {
  as: LucideIcon;
  size?: number;
  className?: string;
  style?: CSSProperties;
}

/** A lucide icon in the house stroke; decoration only, words stand beside it. */
export const Icon = ({ as: Glyph, size = 16, className = '', style }: Props) => (
  <Glyph className={`ic ${className}`} style={style} size={size} aria-hidden />
);
