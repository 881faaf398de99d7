/** Why a task came: the icon and tone of its short reason, guessed from the words of the reason itself. */
import { BadgePercent, CircleDollarSign, ClipboardCheck, PackageX, RotateCcw, ShieldAlert, Zap, type LucideIcon } from 'lucide-react';
import type { Task } from '../../api/types';
import type { ToneName } from '../../tokens';

const kinds: [words: RegExp, icon: LucideIcon, tone: ToneName][] = [
  [/信用|额度|逾期|占用|credit|overdue|excess|limit/i, ShieldAlert, 'red'],
  [/VIP/i, Zap, 'violet'],
  [/缺货|库存|short|stock/i, PackageX, 'amber'],
  [/折扣|底价|改价|discount|price/i, BadgePercent, 'amber'],
  [/退回|重提|return|resubmit/i, RotateCcw, 'neutral'],
];

export function reasonKind(task: Task): { icon: LucideIcon; tone: ToneName } {
  const found = kinds.find(([words]) => words.test(task.reason ?? ''));
  if (!found && !task.outcomes.includes('approve')) return { icon: ClipboardCheck, tone: 'neutral' };
  return found ? { icon: found[1], tone: found[2] } : { icon: CircleDollarSign, tone: 'neutral' };
}
