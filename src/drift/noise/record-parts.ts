import { types } from "../../graph/types";
import { same } from "../compare";
import type { Noise } from "./noise";

/** A record's content and the parts that it is made of. */
export const recordParts: Noise = {
  id: "record-parts",
  why: "Content and parts of a record say the same, and one of them was read back as it was.",
  sources: ["https://github.com/cloudflare/terraform-provider-cloudflare/issues/5411"],
  isNoise: ({ property, before, after }, { type, was, is }) => {
    if (type !== types.dnsRecord) return false;
    const isWritten = (text: unknown) => text !== undefined && text !== null;
    if (property === "content")
      return !(isWritten(before) && isWritten(after)) && isWritten(is.data) && same(was.data, is.data);
    return property === "data" && isWritten(is.content) && same(was.content, is.content);
  },
};
