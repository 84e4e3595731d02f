import { randomBytes } from "node:crypto";
import { text } from "../provider/property";
import type { ResourceType } from "../provider/resource-type";
import { requireZone } from "./zone";

/** Completes a Cloudflare resource type: what names a zone needs one, and goes with it. */
export function cloudflareType(type: ResourceType): ResourceType {
  const { create, update } = type;
  return {
    ...type,
    framework: true,
    async create(work) {
      const zone = text(work.inputs.zoneId);
      if (zone !== undefined) requireZone(work.cloud, zone);
      const created = await create(work);
      return zone === undefined ? created : { partOf: zone, ...created };
    },
    async update(change) {
      const zone = text(change.inputs.zoneId);
      if (zone !== undefined) requireZone(change.cloud, zone);
      return (await update?.(change)) ?? {};
    },
  };
}

/** Makes an id as Cloudflare gives it: 32 hexadecimal digits. */
export function newCloudflareId(): string {
  return randomBytes(16).toString("hex");
}
