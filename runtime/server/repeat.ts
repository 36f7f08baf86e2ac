// Work that comes back at a steady pace beside requests: one run after the other, errors told once until a run succeeds again.

export interface Repeated {
  /** Ends after the run that is under way. */
  stop(): Promise<void>;
}

/**
 * Runs a body again and again.
 * @param everyMs pause between two runs; none after a run that says there is more
 * @param body true when there is more to do at once
 * @param warn told of the first failure in a row
 */
export function repeat(everyMs: number, body: () => Promise<boolean>, warn: (error: Error) => void): Repeated {
  let stopping = false;
  let failing = false;
  let wake: (() => void) | null = null;
  const loop = async (): Promise<void> => {
    while (!stopping) {
      let more = false;
      try {
        more = await body();
        failing = false;
      } catch (error) {
        if (!failing && !stopping) warn(error as Error);
        failing = true;
      }
      if (more || stopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        // Nobody waits for the next run alone.
        timer.unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping = true;
      wake?.();
      await running;
    },
  };
}
