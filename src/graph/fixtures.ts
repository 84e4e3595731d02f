import { isList, isProperties, type Properties, type Value } from "./value";

/** What a person says about the world outside of a program, for a recording, which asks nobody. */
export interface Fixtures {
  /** The first that fits answers. */
  readonly calls: readonly CallFixture[];
  /** Outputs of other stacks, by the full name that a StackReference gives. */
  readonly stacks: Readonly<Record<string, Properties>>;
}

/** The answer of a provider function. */
export interface CallFixture {
  /** Token of the function, such as `aws:ec2/getVpc:getVpc`. */
  readonly call: string;
  /** Arguments that a call must have at least; every call of the function fits without it. */
  readonly args: Properties;
  readonly returns: Properties;
}

/** What is said where nobody has said anything. */
export const noFixtures: Fixtures = { calls: [], stacks: {} };

/** Gives the answer of a provider function; undefined where no fixture fits. */
export function answerOf({ calls }: Fixtures, token: string, args: Properties): Properties | undefined {
  return calls.find(({ call, args: wanted }) => call === token && includes(args, wanted))?.returns;
}

/** Reports whether a value has all that another one asks for: more keys may be there, lists are compared whole. */
function includes(value: Value | undefined, wanted: Value): boolean {
  if (isProperties(wanted)) {
    return isProperties(value) && Object.entries(wanted).every(([key, inner]) => includes(value[key], inner));
  }
  if (!isList(wanted)) return value === wanted;
  return isList(value) && value.length === wanted.length && wanted.every((inner, at) => includes(value[at], inner));
}
