// What every app stands on: talking to the server, small parts, logging in, the theme. No screen of records is in it.
export * from './client/index.ts';
export * from './parts/index.ts';
export * from './frame/index.ts';
export * from './login/index.ts';
export * from './theme/index.ts';
