import type { Output, Resource } from "@pulumi/pulumi";
import type { Sdk } from "./sdk";

/** Whom a program does something with in functions that did not run, since their values were not known. */
export interface SkippedApplies {
  /** The resources whose outputs such a function waits for, if it may declare others. */
  readonly waitedFor: () => Promise<ReadonlySet<Resource>>;
  /** Gives the SDK back what it was. */
  readonly restore: () => void;
}

/** `new` of something that is no class of JavaScript itself, in the text of a function. */
const mayDeclare =
  /\bnew\s+(?!(?:Array|Date|Error|Map|Promise|RegExp|Set|TextDecoder|TextEncoder|TypeError|URL|URLSearchParams)\b)[A-Za-z_$]/;

interface Waiting {
  readonly isKnown: Promise<boolean>;
  readonly allResources?: () => Promise<ReadonlySet<Resource>>;
}

/**
 * Watches the functions that a program hands to `apply`. Like a preview, a recording does not run one whose value is not
 * known; what such a function declares is not missing, and nobody sees it before the update.
 */
export function watchApplies({ pulumi }: Sdk): SkippedApplies {
  const prototype: Pick<Output<unknown>, "apply"> = Reflect.get(pulumi.Output, "prototype");
  const { apply } = prototype;
  const waiting: Waiting[] = [];
  function watched(this: Output<unknown> & Waiting, ...args: Parameters<typeof apply>): ReturnType<typeof apply> {
    const [callback] = args;
    if (typeof callback === "function" && mayDeclare.test(Function.prototype.toString.call(callback))) {
      waiting.push(this);
    }
    return Reflect.apply(apply, this, args);
  }
  Object.assign(prototype, { apply: watched });
  return {
    waitedFor: async () => {
      const skipped = await Promise.all(
        waiting.map(async (each) => ((await each.isKnown) ? [] : [...((await each.allResources?.()) ?? [])])),
      );
      return new Set(skipped.flat());
    },
    restore: () => void Object.assign(prototype, { apply }),
  };
}
