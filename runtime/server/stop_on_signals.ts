// Ends the process the way an operator expects: the first signal lets running requests finish, a second one a few seconds
// later stops waiting.

/** Installs the handlers. `stop` is called once. */
export function stopOnSignals(stop: () => Promise<void>): void {
  let since = 0;
  const handle = (): void => {
    // A Ctrl-C arrives twice where a parent passes signals on: only a later one is meant.
    if (since > 0) {
      if (Date.now() - since > 1_000) process.exit(1);
      return;
    }
    since = Date.now();
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(error.message);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
}
