import type { Config, Output } from "@pulumi/pulumi";
import { secretMarker } from "./record-values";
import type { Sdk } from "./sdk";

const readers = ["Number", "Boolean", "Object"].flatMap((kind) => [`getSecret${kind}`, `requireSecret${kind}`]);

/**
 * Makes encrypted configuration unknown that a program reads as something else than text: the marker that stands for it is
 * no number, and the SDK would call it a mistake of the stack's. Gives back what it was.
 */
export function leaveSecretsUnknown({ pulumi }: Sdk): () => void {
  const { prototype } = pulumi.Config;
  const restore = readers.map((name) => {
    const read: unknown = Reflect.get(prototype, name);
    if (typeof read !== "function") return () => undefined;
    const replaced = function (this: Config, key: string, ...rest: readonly unknown[]): Output<unknown> {
      const isHidden = pulumi.runtime.getConfig(`${this.name}:${key}`) === secretMarker;
      return isHidden ? pulumi.secret(pulumi.unknown) : read.call(this, key, ...rest);
    };
    Object.assign(prototype, { [name]: replaced });
    return () => void Object.assign(prototype, { [name]: read });
  });
  return () => {
    for (const each of restore) each();
  };
}
