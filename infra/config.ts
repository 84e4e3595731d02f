import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { UserError } from "../src/user-error";
import { checkHostnames } from "./components/plan/hostnames";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const list = z.string().transform((text, context) => {
  try {
    return z.array(z.string()).nonempty().parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: "custom", message: 'a JSON list of texts, such as ["www.example.com"], is expected' });
    return z.NEVER;
  }
});
const name = z
  .string()
  .regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, "a name such as example.com, in small letters, is expected");
const pattern = (expression: RegExp, example: string) =>
  z.string().regex(expression, `a text such as ${example} is expected`);

/** Keys of the namespace `no521`, their form and their defaults; docs are in `Pulumi.example.yaml`. */
const schema = z.strictObject({
  zone: name,
  newZoneAccount: pattern(/^[0-9a-f]{32}$/, "023e105f4ecef8ad9ca31a8372d0c353").optional(),
  hostnames: list,
  origin: z.enum(["alb", "instance"]).default("alb"),
  ami: pattern(/^ami-[0-9a-f]{8,17}$/, "ami-0123456789abcdef0"),
  instanceType: pattern(/^[a-z0-9-]+\.[a-z0-9-]+$/, "t4g.small").default("t4g.small"),
  cidrBlock: pattern(/^\d+(\.\d+){3}\/\d+$/, "10.20.0.0/16").default("10.20.0.0/16"),
  ipv6: flag.default(false),
  ssl: z.enum(["strict", "full"]).default("strict"),
  pinSslMode: flag.default(false),
  httpVisitors: z.enum(["redirected-by-edge", "redirected-by-origin"]).default("redirected-by-edge"),
  certificate: z.enum(["acm", "origin-ca"]).optional(),
  originCsr: pattern(/^-----BEGIN CERTIFICATE REQUEST-----/, "-----BEGIN CERTIFICATE REQUEST-----…").optional(),
  originKeyType: z.enum(["rsa", "ecc"]).default("ecc"),
  healthPath: pattern(/^\//, "/health").default("/"),
  alarmEmail: pattern(/^[^@\s]+@[^@\s]+$/, "oncall@example.com").optional(),
  plan: z.enum(["free", "pro", "business", "enterprise"]).default("free"),
  checkRegions: list.optional(),
  protect: flag.default(true),
  liveRanges: flag.default(true),
});

/** The configuration of a stack, checked; `originKey` is its one secret. */
export type Settings = Readonly<z.infer<typeof schema>> & { readonly originKey: pulumi.Output<string> | undefined };

type RawConfig = Pick<pulumi.Config, "get" | "getSecret">;

/** Keys that are read as secrets. */
const secretKeys = ["originKey"];

/**
 * Reads the stack's configuration.
 * @param keys All keys that the stack sets, with their namespaces, so that a misspelt one is found.
 * @throws {UserError} that names the key, what was given and what is allowed
 * @throws {InputPropertyError} if a hostname does not fit the zone
 */
export function readSettings(config: RawConfig, keys: readonly string[]): Settings {
  checkKeys(keys);
  const given = Object.keys(schema.shape).flatMap((key) => {
    const value = config.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const raw: Readonly<Record<string, string>> = Object.fromEntries(given);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw describe(parsed.error.issues[0], raw);
  const settings = { ...parsed.data, originKey: config.getSecret("originKey") };
  checkTogether(settings);
  return settings;
}

function checkKeys(keys: readonly string[]): void {
  const allowed = [...Object.keys(schema.shape), ...secretKeys];
  const strange = keys.find((key) => key.startsWith("no521:") && !allowed.includes(key.slice("no521:".length)));
  if (strange === undefined) return;
  throw new UserError(
    `The stack sets ${strange}, and the program reads no such key; it reads ${allowed.join(", ")}.`,
    `Remove it: pulumi config rm ${strange}.`,
  );
}

function describe(issue: z.core.$ZodIssue | undefined, raw: Readonly<Record<string, string>>): UserError {
  const key = String(issue?.path[0] ?? "");
  const value = raw[key];
  const set = `Set it: pulumi config set no521:${key} <value>.`;
  if (value === undefined) return new UserError(`The stack's configuration lacks no521:${key}.`, set);
  const allowed =
    issue?.code === "invalid_value"
      ? `one of ${issue.values.map(String).join(", ")} is expected`
      : (issue?.message ?? "");
  return new UserError(`no521:${key} is "${value}": ${allowed}.`, set);
}

/** What no single key can tell: pairs that cannot work together. */
function checkTogether(settings: Settings): void {
  const { origin, certificate, ipv6, plan, checkRegions, hostnames, zone } = settings;
  // The site would refuse them too, when the network beside it is already being made.
  checkHostnames(hostnames, zone);
  if (origin === "instance" && certificate === "acm") {
    throw new UserError(
      'no521:certificate is "acm" and no521:origin is "instance", and ACM gives no certificate to a server.',
      "Set it: pulumi config set no521:certificate origin-ca.",
    );
  }
  if (origin === "instance" && ipv6) {
    throw new UserError(
      'no521:ipv6 is "true" and no521:origin is "instance", which has an elastic address of IPv4 alone.',
      "Set it: pulumi config set no521:ipv6 false.",
    );
  }
  if (plan === "free" && checkRegions !== undefined) {
    throw new UserError(
      'no521:checkRegions is set and no521:plan is "free", which has no health checks of Cloudflare.',
      "Remove it: pulumi config rm no521:checkRegions.",
    );
  }
  if (certificateOf(settings) === "origin-ca") requireOriginCa(settings);
}

/** Gives the kind of certificate: an instance can only have one of the Origin CA. */
export function certificateOf({ certificate, origin }: Settings): "acm" | "origin-ca" {
  return certificate ?? (origin === "instance" ? "origin-ca" : "acm");
}

/** A certificate of the Origin CA needs a request and the key that signed it. */
export function requireOriginCa({ originCsr, originKey, originKeyType }: Settings): {
  readonly kind: "origin-ca";
  readonly csr: string;
  readonly privateKey: pulumi.Output<string>;
  readonly keyType: "rsa" | "ecc";
} {
  if (originCsr === undefined || originKey === undefined) {
    const [key, how] = originCsr === undefined ? ["originCsr", ""] : ["originKey", "--secret "];
    throw new UserError(
      `The stack's configuration lacks no521:${key}, which a certificate of the Origin CA needs.`,
      `Set it: pulumi config set ${how}no521:${key} <PEM>.`,
    );
  }
  return { kind: "origin-ca", csr: originCsr, privateKey: originKey, keyType: originKeyType };
}
