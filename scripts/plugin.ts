// `npm run plugin -- list|install|upgrade|downgrade|remove|new|pack`: packages of this installation and of its bureaus. Installing makes a version
// available; which one a bureau runs is changed by a plan like anything else.
import { changeVersion } from './plugin/change_version.ts';
import { installPlugin } from './plugin/install_plugin.ts';
import { listPlugins } from './plugin/list_plugins.ts';
import { newPlugin } from './plugin/new_plugin.ts';
import { packPlugin } from './plugin/pack_plugin.ts';
import { readArguments } from './read_arguments.ts';

const USAGE = `usage:
  npm run plugin -- list [--tenant T]
  npm run plugin -- install FOLDER|FILE.tgz|NPM-NAME[@VERSION]
  npm run plugin -- install NAME --tenant T [--version V] [--waiver TEXT] [--plan HASH] [--by NAME]   a bureau begins to use it
  npm run plugin -- upgrade|downgrade NAME --tenant T [--version V] [--waiver TEXT] [--plan HASH] [--by NAME]
  npm run plugin -- remove NAME --tenant T --data keep|delete [--plan HASH] [--by NAME]
  npm run plugin -- new NAME [--label TEXT] [--folder FOLDER]
  npm run plugin -- pack FOLDER [--out FOLDER]`;

try {
  const [command, ...rest] = process.argv.slice(2);
  const name = rest[0] && !rest[0].startsWith('--') ? rest.shift() : undefined;
  const given = readArguments(rest, {
    ...{ tenant: 'text', version: 'text', waiver: 'text', plan: 'text', by: 'text', data: 'text' },
    ...{ label: 'text', folder: 'text', out: 'text' },
  } as const);
  if (command === 'list') await listPlugins(given.tenant);
  else if (!name) throw new Error(USAGE);
  else if (command === 'install' && given.tenant === undefined) await installPlugin(name);
  else if (command === 'install' || command === 'upgrade' || command === 'downgrade' || command === 'remove')
    await changeVersion(command, name, given);
  else if (command === 'new') console.log(await newPlugin(name, given));
  else if (command === 'pack') console.log(await packPlugin(name, given.out));
  else throw new Error(USAGE);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
