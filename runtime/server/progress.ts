// Tells the person at the terminal what is going on: a line when a step begins, one every two seconds while it lasts.

export interface Progress {
  /** Runs a step under a label; what it throws goes on. */
  step<T>(label: string, body: () => Promise<T>): Promise<T>;
  note(line: string): void;
}

const EVERY_MS = 2_000;

/** Writes to standard output, or nowhere. */
export function progress(quiet: boolean): Progress {
  const write = (line: string) => {
    if (!quiet) process.stdout.write(`${line}\n`);
  };
  return {
    note: write,
    async step(label, body) {
      const started = performance.now();
      const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
      write(`• ${label}`);
      const timer = setInterval(() => write(`  ${label}: ${seconds()} s`), EVERY_MS);
      try {
        return await body();
      } finally {
        clearInterval(timer);
        if (performance.now() - started > EVERY_MS) write(`  done in ${seconds()} s`);
      }
    },
  };
}
