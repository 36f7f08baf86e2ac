// The real server for the bench, in a process of its own: prints one line with its address when it answers.
import { boot } from '@shijian/server/boot';
import { stopOnSignals } from '@shijian/server/stop_on_signals';

const running = await boot({ demo: true, quiet: true, screens: false, port: 0, subjects: Number(process.argv[2]) });
stopOnSignals(running.stop);
process.stdout.write(`ready ${running.url}\n`);
