import { boot } from '@shijian/server/boot';
const a = performance.now();
const running = await boot({ demo: true, quiet: true, screens: false, port: 0, subjects: 20000 });
console.log(
  'ready',
  Math.round(performance.now() - a),
  'ms; node cpu',
  Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1000),
);
await running.stop();
