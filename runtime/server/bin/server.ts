// Production: no demo, no made-up accounts, a clean end on SIGTERM. `npm run serve` and service managers run this file with
// node_modules/.bin/node.
// An error that nobody caught, thrown or in a promise, ends the process as Node does by itself: it is told whole on stderr, the exit code
// is 1, and the keeper or service manager starts it anew within a second. Whatever it left half done is in no state that anybody knows, so
// nothing goes on with it; what was under way is rolled back by the database. A request that brings this about is a fault to be mended
// where it is read.
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
