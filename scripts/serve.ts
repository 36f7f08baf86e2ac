// `npm run serve`: production. The same as `node_modules/.bin/node runtime/server/bin/server.ts`.
process.env.NODE_ENV ??= 'production';
await import('@shijian/server/bin/server');
