// The menu of this actor: items that lead to a list, in the model's order (domains before what they stand on).
import { useMemo } from 'react';
import { useModel } from '@shijian/screens';

export interface MenuEntry {
  name: string;
  label: string;
  view: string;
  entity: string;
  icon: string;
  count: boolean;
}

export interface MenuGroup {
  label: string;
  items: MenuEntry[];
}

export function useMenu(): MenuGroup[] {
  const model = useModel();
  return useMemo(() => {
    const groups = new Map<string, MenuEntry[]>();
    for (const menu of model.menus) {
      const items = groups.get(menu.group) ?? [];
      groups.set(menu.group, items);
      for (const item of menu.items) {
        const view = model.views[item.view];
        if (view?.type === 'list') items.push({ ...item, entity: view.of });
      }
    }
    return [...groups].map(([label, items]) => ({ label, items })).filter((group) => group.items.length > 0);
  }, [model]);
}
