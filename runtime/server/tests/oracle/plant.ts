// Loaded before a server with a fault in it: replaces one text of one module as it is read. The fault is named by PLANT.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GUARDED, PLANTS } from './plants.ts';

const plant = [...PLANTS, ...GUARDED].find(({ name }) => name === process.env.PLANT);
if (!plant) throw new Error(`no plant is called ${process.env.PLANT}`);
const planted = path.join(import.meta.dirname, '../..', plant.file);

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || fileURLToPath(url) !== planted) return next(url, context);
    const source = readFileSync(planted, 'utf8');
    if (source.split(plant.find).length !== 2) throw new Error(`${plant.file} does not hold once: ${plant.find}`);
    return { format: 'module-typescript', source: source.replace(plant.find, () => plant.put), shortCircuit: true };
  },
});
