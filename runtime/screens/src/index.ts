// The screens library. Big screens are given lazily, so that login and shell carry none of them.
import { lazy } from 'react';

export * from './kit.ts';
export { useAlerts } from './home/useAlerts.ts';
export type { Alert } from './home/useAlerts.ts';
export { JobsMenu } from './transfer/JobsMenu.tsx';
export { copyText } from './detail/copy_text.ts';
export { recordHint } from './list/record_hint.ts';

const screens = {
  home: () => import('./home/HomePage.tsx'),
  list: () => import('./list/ListPage.tsx'),
  grid: () => import('./list/grid/RecordGrid.tsx'),
  bin: () => import('./list/BinPage.tsx'),
  import: () => import('./transfer/ImportPage.tsx'),
  detail: () => import('./detail/index.ts'),
  form: () => import('./form/index.ts'),
  people: () => import('./people/index.ts'),
};

export const HomePage = lazy(screens.home);
export const ListPage = lazy(screens.list);
export const BinPage = lazy(screens.bin);
export const ImportPage = lazy(screens.import);
export const RecordDetail = lazy(() => screens.detail().then((module) => ({ default: module.RecordDetail })));
export const PastRecord = lazy(() => screens.detail().then((module) => ({ default: module.PastRecord })));
export const RecordForm = lazy(() => screens.form().then((module) => ({ default: module.RecordForm })));

export const UploadInput = lazy(() => import('./files/index.ts').then((module) => ({ default: module.UploadInput })));
export const RoleEditor = lazy(() => screens.people().then((module) => ({ default: module.RoleEditor })));

/** Fetches the code of the screens that come after the home page. A failure is met when the screen is opened. */
export async function preloadScreens(): Promise<void> {
  await Promise.allSettled([screens.list(), screens.grid(), screens.detail(), screens.form(), screens.people()]);
}
