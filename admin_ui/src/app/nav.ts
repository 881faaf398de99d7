/** Where the rail leads, in order; the first of them stand in the phone's bottom bar too. */
import { AlertTriangle, ClipboardList, Inbox, PlusSquare, Upload, Waypoints, type LucideIcon } from 'lucide-react';

/** How many pages the phone's bottom bar has room for, beside 我的. */
export const IN_BAR = 4;

export interface NavItem {
  to: string;
  key: string;
  icon: LucideIcon;
  needs?: string;
  jump?: string;
}

export const navItems: NavItem[] = [
  { to: '/inbox', key: 'inbox', icon: Inbox, jump: 'i' },
  { to: '/orders', key: 'orders', icon: ClipboardList, jump: 'o' },
  { to: '/orders/new', key: 'newOrder', icon: PlusSquare, needs: 'orders:create', jump: 'n' },
  { to: '/processes', key: 'processes', icon: Waypoints, jump: 'p' },
  { to: '/incidents', key: 'incidents', icon: AlertTriangle, needs: 'incidents:read' },
  { to: '/imports', key: 'imports', icon: Upload, needs: 'imports:read' },
];

export const allowed = (item: NavItem, permissions: string[]): boolean => !item.needs || permissions.includes(item.needs);
