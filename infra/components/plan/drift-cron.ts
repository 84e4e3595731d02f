/** When Pulumi Cloud looks at a stack. */
export interface DriftCron {
  readonly stack: string;
  /** Five fields, UTC, such as `23 5 * * *`. */
  readonly cron: string;
}

/**
 * Plans a look a day for each stack within one hour, UTC. The minute comes from the stack's name, so that the stacks do not
 * start at once, and a further stack moves no other; it is never a quarter of an hour, when many others start.
 */
export function planDriftCrons(stacks: readonly string[], hourUtc: number): readonly DriftCron[] {
  return stacks.map((stack) => ({ stack, cron: `${minuteOf(stack)} ${hourUtc} * * *` }));
}

function minuteOf(name: string): number {
  const spot = fingerprint(name) % (4 * minutesBetween);
  return 15 * Math.floor(spot / minutesBetween) + (spot % minutesBetween) + 1;
}

/** Minutes between two quarters of an hour. */
const minutesBetween = 14;

/**
 * The 32-bit FNV-1a hash.
 * @see https://www.rfc-editor.org/rfc/rfc9923
 */
function fingerprint(text: string): number {
  return [...new TextEncoder().encode(text)].reduce(
    (hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0,
    0x811c9dc5,
  );
}
