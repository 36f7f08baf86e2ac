// The screens library. Big screens are given lazily (list, detail, form), so that a home page carries none of them.
export * from './client/index.ts';
export * from './parts/index.ts';
export * from './theme/index.ts';
