// A package, or a version of one, that this installation does not take.

/** What is wrong with a package, one thing each. */
export interface PackageFault {
  code: string;
  /** File, or key of the manifest. */
  at: string;
  value: unknown;
  /** For whoever installs it, in Chinese. */
  message: string;
}

export class PackageRefused extends Error {
  readonly code: string;
  readonly faults: readonly PackageFault[];

  constructor(code: string, faults: readonly PackageFault[]) {
    super(`${code}: ${faults.map((fault) => `${fault.code} ${fault.at} ${fault.message}`).join('; ')}`);
    this.code = code;
    this.faults = faults;
  }
}
