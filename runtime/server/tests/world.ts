// The world of the server's own specs is the one that plugins get.
export * from '../kit/world.ts';
