import type { ReactNode } from 'react';
import { Link } from 'react-router';

export interface PanelItem {
  key: string;
  label: ReactNode;
  to: string;
  count?: string;
  hot?: boolean;
  on: boolean;
}
export interface PanelGroup {
  key: string;
  title?: string;
  items: PanelItem[];
}

/** The list of views beside a list; on a phone the same views are pills above it. */
export const SidePanel = ({ title, groups }: { title: string; groups: PanelGroup[] }) => (
  <nav className="panel" aria-label={title}>
    <div className="ttl">{title}</div>
    {groups.map((group) => (
      <div key={group.key}>
        {group.title && <div className="grp">{group.title}</div>}
        {group.items.map((item) => (
          <Link key={item.key} to={item.to} className={`it ${item.on ? 'on' : ''}`} aria-current={item.on ? 'page' : undefined}>
            <span className="ell">{item.label}</span>
            {item.count && <span className={`c ${item.hot ? 'hot' : ''}`}>{item.count}</span>}
          </Link>
        ))}
      </div>
    ))}
  </nav>
);

export const ViewPills = ({ title, groups }: { title: string; groups: PanelGroup[] }) => (
  <nav className="pills" aria-label={title}>
    {groups
      .flatMap((group) => group.items)
      .map((item) => (
        <Link key={item.key} to={item.to} className={item.on ? 'on' : ''} aria-current={item.on ? 'page' : undefined}>
          {item.label} {item.count && <span className="num">{item.count}</span>}
        </Link>
      ))}
  </nav>
);
