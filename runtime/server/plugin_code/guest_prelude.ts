// What stands in a package's world before any of its code: an empty room of the language's own things, with one way out, which takes and
// gives text. The text of a script, because it is made inside that room: nothing in it comes from the process around it.

/**
 * Evaluates to a function that takes the way out and gives `{ start, answer, refusal }`.
 * Whatever the package does to its own world afterwards, it does to itself: the way out stays in here.
 */
export const PRELUDE = `(function (send) {
  'use strict';
  const { parse, stringify } = JSON;
  const { Error, Map, Object, Promise, TypeError, String } = globalThis;
  // Bytes and threads lie outside of what the heap's limit counts.
  for (const name of ['SharedArrayBuffer', 'ArrayBuffer', 'DataView', 'Atomics', 'WebAssembly', 'console', 'FinalizationRegistry', 'WeakRef',
    'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array',
    'Float64Array', 'BigInt64Array', 'BigUint64Array']) delete globalThis[name];
  Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: false });

  class ServiceError extends Error {
    constructor({ code, message, n }) {
      super(message);
      this.name = 'ServiceError';
      this.code = code;
      this.n = n;
    }
  }
  class Refusal extends Error {
    constructor(message) {
      super(message);
      this.name = 'Refusal';
    }
  }
  const waiting = new Map();
  let asked = 0;
  const ask = (service) => (...args) => new Promise((resolve, reject) => {
    asked += 1;
    waiting.set(asked, { resolve, reject });
    send(stringify({ say: 'call', n: asked, service, args }));
  });
  const textOf = (value) => {
    try {
      return String(value).slice(0, 2000);
    } catch {
      return '';
    }
  };
  const failed = (error) => {
    const known = error instanceof Error;
    send(stringify({
      say: 'failed',
      name: known ? textOf(error.name) : '',
      message: textOf(known ? error.message : error),
      stack: known ? textOf(error.stack) : '',
      n: error instanceof ServiceError ? error.n : null,
      refusal: error instanceof Refusal,
    }));
  };
  const services = (settings) => Object.freeze({
    records: Object.freeze({
      get: ask('records.get'),
      list: ask('records.list'),
      create: ask('records.create'),
      update: ask('records.update'),
    }),
    settings,
    log: (text) => send(stringify({ say: 'log', text: textOf(text) })),
    refuse: (message) => {
      throw new Refusal(textOf(message));
    },
  });
  return {
    start(main, given) {
      const { event, settings } = parse(given);
      try {
        Promise.resolve(main(event, services(settings))).then(
          (value) => {
            let said;
            try {
              said = stringify({ say: 'done', value: value === undefined ? null : value });
            } catch (error) {
              return failed(error);
            }
            send(said);
          },
          failed,
        );
      } catch (error) {
        failed(error);
      }
    },
    answer(text) {
      const { n, value, error } = parse(text);
      const one = waiting.get(n);
      waiting.delete(n);
      if (!one) return;
      if (error) one.reject(new ServiceError({ ...error, n }));
      else one.resolve(value);
    },
    failed,
    refusal: () => new TypeError('import() is not there'),
  };
})`;
