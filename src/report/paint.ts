/** How a report marks its words; the identity for every one of them is plain text. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string) => text;

/** Marks nothing. */
export const plain: Paint = { good: same, bad: same, doubtful: same, strong: same, faint: same };
