// The server that gets killed: a small demo on its own embedded database, at a fixed port. SIGTERM ends it as an operator would.
import { boot } from '../../boot.ts';
import { tellKeeper } from '../../keep_running.ts';
import { stopOnSignals } from '../../stop_on_signals.ts';

try {
  const running = await boot({ demo: true, quiet: true, subjects: 30, screens: false });
  stopOnSignals(running.stop);
  tellKeeper();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
