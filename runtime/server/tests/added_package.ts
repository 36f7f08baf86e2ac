// As in the kit for plugins.
export * from '../kit/added_package.ts';
