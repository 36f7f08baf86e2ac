// What a package was refused for, a line each.
import { PackageRefused } from '@shijian/server/packages/package_refused';

/** An error for the command line; others come back as they are. */
export function refusalLines(error: unknown): unknown {
  if (!(error instanceof PackageRefused)) return error;
  return new Error(
    [error.code, ...error.faults.map(({ code, at, message }) => `  ${code} ${at}: ${message}`)].join('\n'),
  );
}
