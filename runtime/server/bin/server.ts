// Production: no demo, no made-up accounts, a clean end on SIGTERM. `npm run serve` and service managers run this file with
// node_modules/.bin/node.
import { boot } from '../boot.ts';
import { tellKeeper } from '../keep_running.ts';
import { stopOnSignals } from '../stop_on_signals.ts';

try {
  const running = await boot({ demo: false });
  stopOnSignals(running.stop);
  tellKeeper();
  console.log(`Shijian listens on ${running.url}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
