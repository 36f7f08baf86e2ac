// Loaded before a server with faults in it: replaces one text of a module as it is read. PLANT names the fault; "closed" means all
// that make closed fields known, which do not touch one another.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLOSED, GUARDED, PLANTS } from './plants.ts';

const name = process.env.PLANT;
const plants = name === 'closed' ? CLOSED : [...PLANTS, ...GUARDED].filter((plant) => plant.name === name);
if (plants.length === 0) throw new Error(`no plant is called ${name}`);
const folder = path.join(import.meta.dirname, '../..');

registerHooks({
  load(url, context, next) {
    const here = plants.filter(({ file }) => url.startsWith('file:') && fileURLToPath(url) === path.join(folder, file));
    if (here.length === 0) return next(url, context);
    let source = readFileSync(fileURLToPath(url), 'utf8');
    for (const { file, find, put } of here) {
      if (source.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
      source = source.replace(find, () => put);
    }
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
