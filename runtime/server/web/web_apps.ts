// The apps that people open in a browser: where each is made, and where it stands.
import path from 'node:path';
import { ROOT } from '../config/environment.ts';

export interface WebApp {
  name: string;
  /** Folder of its sources, below the root of the project. */
  folder: string;
  /** Where vite puts it. */
  dist: string;
  /** Its addresses begin with it. */
  base: string;
  /** Said while it is not there yet. */
  missing: { code: string; says: string };
}

const app = (name: string, folder: string, base: string, missing: WebApp['missing']): WebApp => ({
  ...{ name, folder, base, missing },
  dist: path.join(ROOT, folder, 'dist'),
});

export const OFFICER_APP = app('officer', 'runtime/officer', '/', {
  code: 'E_OFFICER_APP',
  says: '页面还没有生成，请稍后再试',
});
export const STUDIO_APP = app('studio', 'studio', '/studio/', {
  code: 'E_STUDIO_APP',
  says: '配置台还没有生成，请稍后再试',
});

/** The more special address first. */
export const WEB_APPS: readonly WebApp[] = [STUDIO_APP, OFFICER_APP];
