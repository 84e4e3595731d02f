/** What a benchmark works with. */
export interface Bench {
  /** Absolute path of the repository. */
  readonly repository: string;
  /** Absolute path of a folder that is removed afterwards. */
  readonly folder: string;
  /** How often each variant is measured. */
  readonly rounds: number;
  /** Where AWSGuard is installed, to be set beside the pack. */
  readonly awsguard?: string;
  /** Whether what is measured goes into the documentation, where a benchmark has a place there. */
  readonly write: boolean;
  /** The pack as this repository runs it and as users install it. */
  readonly packs: readonly { readonly name: string; readonly folder: string }[];
}
