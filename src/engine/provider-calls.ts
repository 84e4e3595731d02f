import { AsyncLocalStorage } from "node:async_hooks";
import { plainUnknown } from "./plain-answers";
import type { Sdk } from "./sdk";

/** One call of a provider function by the program. */
export interface ProviderCall {
  /** Whether the program gets an output, which may be unknown, or the promise of a plain value. */
  readonly gives: "output" | "plain";
  /** Set where somebody told the answer. */
  isAnswered: boolean;
}

/** Follows the calls of provider functions in one recording. */
export interface ProviderCalls {
  /** The call on whose behalf the monitor is asked. */
  current(): ProviderCall | undefined;
  /** Tokens of the functions whose plain answers nobody told. */
  readonly awaited: ReadonlySet<string>;
  restore(): void;
}

type Invoke = (token: string, ...rest: readonly unknown[]) => unknown;

/**
 * Tells calls whose results are outputs from those that promise a plain value, which the monitor's request does not. For
 * the latter "unknown" would be an empty answer that the program takes for the truth, so they get what stands for it; the
 * SDK also makes that empty answer by itself where an argument is unknown.
 */
export function watchCalls(sdk: Sdk): ProviderCalls {
  const { runtime } = sdk.pulumi;
  const { invoke, invokeSingle, invokeOutput, invokeSingleOutput } = runtime;
  const calls = new AsyncLocalStorage<ProviderCall>();
  const awaited = new Set<string>();
  const output = (call: Invoke): Invoke => {
    return (...args) => calls.run({ gives: "output", isAnswered: false }, () => call(...args));
  };
  const plain = (call: Invoke): Invoke => {
    return async (token, ...rest) => {
      const made: ProviderCall = { gives: "plain", isAnswered: false };
      const answer = await calls.run(made, () => call(token, ...rest));
      if (made.isAnswered) return answer;
      awaited.add(token);
      return plainUnknown(sdk, token);
    };
  };
  Object.assign(runtime, {
    ...{ invoke: plain(invoke as Invoke), invokeSingle: plain(invokeSingle as Invoke) },
    ...{ invokeOutput: output(invokeOutput as Invoke), invokeSingleOutput: output(invokeSingleOutput as Invoke) },
  });
  return {
    current: () => calls.getStore(),
    awaited,
    restore: () => Object.assign(runtime, { invoke, invokeSingle, invokeOutput, invokeSingleOutput }),
  };
}
