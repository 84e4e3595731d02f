/** A provider function that the program called and nothing answered. */
export class UnansweredInvokeError extends Error {
  override readonly name: string = "UnansweredInvokeError";
  /** Token of the function, such as `aws:ec2/getAmi:getAmi`. */
  readonly token: string;

  /** Whether the program asked for an output, which may be unknown where its SDK is new enough. */
  readonly isOutput: boolean;

  constructor(token: string, isOutput = false) {
    super(`Cannot record the program: nothing answers the provider function "${token}".`);
    this.token = token;
    this.isOutput = isOutput;
  }
}
