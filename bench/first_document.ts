// Prints how many milliseconds the first document of this process took to be checked: an entity of 200 fields.
import { parseDocument } from '@shijian/kernel';
import { bigPackages } from '../kernel/tests/big_input.ts';

const [source] = bigPackages({ packages: 1, entities: 1, fields: 197 });
const file = source!.files.find(({ path }) => path.endsWith('/e0.yaml'))!;
const started = performance.now();
const { kind, diagnostics } = parseDocument(file, 'p00');
const took = performance.now() - started;
if (kind !== 'Entity' || diagnostics.length > 0) throw new Error('the document is not as it should be');
console.log(took);
