// `npm start`: the demo. Four made-up bureaus on one command, kept between starts in a git-ignored folder.
//   npm start -- --fresh            throws the demo's data away and begins anew
//   npm start -- --subjects 100000  how many market subjects a fresh demo has
import { boot } from '@shijian/server/boot';
import { readEnvironment } from '@shijian/server/config/environment';
import { stopOnSignals } from '@shijian/server/stop_on_signals';
import { printAccounts } from './print_accounts.ts';
import { readArguments } from './read_arguments.ts';
import { resetData } from './reset_data.ts';

try {
  const { fresh, subjects } = readArguments(process.argv.slice(2), { fresh: 'flag', subjects: 'number' });
  const environment = readEnvironment();
  if (fresh) await resetData(environment);
  const started = performance.now();
  const running = await boot({ demo: true, environment, ...(subjects === undefined ? {} : { subjects }) });
  stopOnSignals(running.stop);
  console.log(
    `\nShijian 市监 runs on ${running.url}  (ready in ${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
  );
  if (running.accounts.length > 0) printAccounts(running.accounts, running.password);
  console.log('This is a demo: bureaus, people, enterprises and licences are made up. Ctrl-C stops it.');
  console.log('演示环境：所有单位、人员、市场主体和证照均为虚构数据。');
} catch (error) {
  console.error(`\nShijian did not start. ${(error as Error).message}`);
  process.exit(1);
}
