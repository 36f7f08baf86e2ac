// Which lists the home page counts: those of the menu, the ones that say `count` first.
import type { ListViewModel } from '@shijian/kernel';
import type { WireEntity, WireModel } from '../client/index.ts';

export interface HomeList {
  label: string;
  view: ListViewModel;
  entity: WireEntity;
}

export function homeLists(model: WireModel): HomeList[] {
  const items = model.menus.flatMap((menu) => menu.items);
  const ordered = [...items.filter((item) => item.count), ...items.filter((item) => !item.count)];
  return ordered.flatMap((item) => {
    const view = model.views[item.view];
    const entity = view && model.entities[view.of];
    return view?.type === 'list' && entity ? [{ label: item.label, view, entity }] : [];
  });
}
