import { randomBytes } from "node:crypto";
import { any, type ResourceType } from "./resource-type";

/** Gives a resource type for a token that the sandbox does not model: it takes what it gets and adds nothing. */
export function genericType(token: string, secrets: readonly string[]): ResourceType {
  return {
    type: token,
    folder: genericFolder(token),
    inputs: Object.fromEntries(secrets.map((name) => [name, any({ secret: true })])),
    outputs: [],
    framework: true,
    create: () => ({ id: `sandbox-${randomBytes(8).toString("hex")}`, outputs: {} }),
  };
}

/** Gives the folder of a token's files: `aws:s3/bucket:Bucket` is kept in `aws/s3-bucket`. */
function genericFolder(token: string): string {
  const [provider = "unknown", module = "", name = ""] = token.split(":");
  const [area = ""] = module.split("/");
  const kebab = name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  return area === "index" || area === "" ? `${provider}/${kebab}` : `${provider}/${area}-${kebab}`;
}
