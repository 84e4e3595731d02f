/**
 * A mistake that the person at the keyboard can mend. It is printed as two lines, `error:` and `fix:`, without a stack;
 * any other error is a bug of ours and keeps its stack.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
  /** One imperative sentence. */
  readonly fix: string;

  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(what, options);
    this.fix = fix;
  }
}
