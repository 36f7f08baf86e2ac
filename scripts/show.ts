// `npm run show -- NAME [--tenant T] [--origin] [--at ADDRESS] [--json]`: a document as it stands after all patches, with
// --origin the file and the package or patch that set each value.
import { originOf, showDocuments } from '@shijian/kernel';
import type { CompileInput, Shown, ShownDocument } from '@shijian/kernel';
import { readArguments } from './read_arguments.ts';
import { readTenant } from './read_tenant.ts';
import { placeText, printDocument } from './show/print_document.ts';

const USAGE =
  'usage: npm run show -- NAME [--tenant T] [--origin] [--at ADDRESS] [--json]   NAME: food.operator, "View food.operators", food, changan';

try {
  const args = process.argv.slice(2);
  const options = args.findIndex((arg) => arg.startsWith('--'));
  const name = args.slice(0, options === -1 ? args.length : options).join(' ');
  if (name === '') throw new Error(USAGE);
  const { tenant, origin, at, json } = readArguments(options === -1 ? [] : args.slice(options), {
    tenant: 'text',
    origin: 'flag',
    at: 'text',
    json: 'flag',
  });
  const input = await readTenant(tenant);
  const found = showDocuments(input, name);
  const documents = at === undefined ? found.documents : found.documents.map((document) => below(document, at, input));
  if (json) console.log(JSON.stringify(origin ? documents : documents.map(({ document }) => document), null, 2));
  else for (const document of documents) print(document, origin, at);
  if (documents.length === 0) throw new Error(none(name, found));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

function print(shown: ShownDocument, origin: boolean, at: string | undefined): void {
  console.log(`# ${shown.kind} ${shown.name}`);
  if (at === undefined) return console.log(`${printDocument(shown, origin)}\n`);
  for (const { address, value, place } of shown.values)
    console.log(`${address}: ${JSON.stringify(value)}${origin ? `  # ${placeText(place)}` : ''}`);
}

/** The part of a document at an address. */
function below(shown: ShownDocument, at: string, input: CompileInput): ShownDocument {
  const place = originOf(input, `${shown.kind} ${shown.name}`, at);
  const values = shown.values.filter(
    ({ address }) => address === at || address.startsWith(`${at}.`) || address.startsWith(`${at}[`),
  );
  // A former name, or another spelling of the address: the place is known, the value is that which stands there.
  const same = values.length > 0 ? values : shown.values.filter((value) => isAt(value.place, place));
  if (same.length === 0) throw new Error(`${shown.kind} ${shown.name} has nothing at "${at}"`);
  return { ...shown, values: same };
}

function isAt(place: ShownDocument['values'][number]['place'], other: ReturnType<typeof originOf>): boolean {
  return other !== null && place.path === other.path && place.line === other.line && place.col === other.col;
}

function none(name: string, { madeFrom, suggestion }: Shown): string {
  if (madeFrom !== null)
    return `No document writes "${name}": it is made from Entity ${madeFrom}. A document of this name would take its place.`;
  return `There is no document "${name}".${suggestion === null ? '' : ` Did you mean "${suggestion}"?`}`;
}
