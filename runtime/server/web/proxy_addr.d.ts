// The library has no types of its own.
declare module 'proxy-addr' {
  import type { IncomingMessage } from 'node:http';

  type Trust = (address: string, distance: number) => boolean;
  const proxyAddr: {
    (request: IncomingMessage, trust: Trust): string;
    compile(addresses: readonly string[]): Trust;
  };
  export default proxyAddr;
}
