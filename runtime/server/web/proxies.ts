// From which address a request comes: what a proxy of the operator's says counts, what anybody else says of himself does not.
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';

type Trust = (address: string, distance: number) => boolean;

/** The library, which has no types of its own. */
const proxyAddr = createRequire(import.meta.url)('proxy-addr') as {
  (request: IncomingMessage, trust: Trust): string;
  compile(addresses: readonly string[]): Trust;
};

const compiled = new WeakMap<readonly string[], Trust>();

/**
 * Whether an address is one of the operator's proxies.
 * @param proxies addresses, ranges (10.0.0.0/8) or loopback, linklocal, uniquelocal
 * @throws TypeError naming what is none of these
 */
export function trustIn(proxies: readonly string[]): Trust {
  let trust = compiled.get(proxies);
  if (!trust) {
    trust = proxyAddr.compile(proxies);
    compiled.set(proxies, trust);
  }
  return trust;
}

/** IP address of whoever asks. */
export function addressOf(request: IncomingMessage, proxies: readonly string[]): string {
  return proxyAddr(request, trustIn(proxies));
}
