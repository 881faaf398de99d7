import { Dropdown, type MenuProps } from 'antd';
import { ChevronDown } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useFoldedPanel } from '../lib/usePhone';
import { Icon } from './Icon';
import type { PanelGroup, PanelItem } from './SidePanel';

/** The name of the chosen view; where the panel is folded away it opens from here. */
export function ViewTitle({ name, groups }: { name: string; groups: PanelGroup[] }) {
  const navigate = useNavigate();
  const folded = useFoldedPanel();
  if (!folded) return <>{name}</>;
  const items = groups.flatMap((group) => group.items);
  const entry = (item: PanelItem) => ({
    key: item.key,
    label: (
      <span className="row g16">
        <span className="grow">{item.label}</span>
        {item.count && <span className={`cap num ${item.hot ? 'red semi' : 't3'}`}>{item.count}</span>}
      </span>
    ),
  });
  const menu: MenuProps = {
    selectedKeys: items.filter((item) => item.on).map((item) => item.key),
    onClick: ({ key }) => void navigate(items.find((item) => item.key === key)!.to),
    items: groups.flatMap((group): MenuProps['items'] & object => (group.title ? [{ type: 'group', key: group.key, label: group.title, children: group.items.map(entry) }] : group.items.map(entry))),
  };
  return (
    <Dropdown menu={menu} trigger={['click']} autoFocus>
      <button type="button" className="view-title" aria-haspopup="menu">
        {name}
        <Icon as={ChevronDown} size={16} className="t3" />
      </button>
    </Dropdown>
  );
}
