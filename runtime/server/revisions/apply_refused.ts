// Why a database does not take a revision as it is.

/** A change that this database cannot take as it is; nothing was changed. */
export class ApplyRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
