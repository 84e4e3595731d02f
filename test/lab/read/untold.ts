/** What a program leaves open of what listens at an origin. */
export interface Untold {
  /** Ports whose certificate the program does not tell; one of no importance is shown there. */
  readonly certificates: Set<number>;
  /** Ports that demand a client certificate. */
  readonly demanding: Set<number>;
}
