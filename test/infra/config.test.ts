import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { certificateOf, readSettings, requireOriginCa } from "../../infra/config";
import { UserError } from "../../src/user-error";

const good: Readonly<Record<string, string>> = {
  zone: "example.com",
  hostnames: '["www.example.com"]',
  ami: "ami-0123456789abcdef0",
};

function read(change: Readonly<Record<string, string | undefined>> = {}, keys: readonly string[] = []) {
  const values: Readonly<Record<string, string | undefined>> = { ...good, ...change };
  return readSettings(
    {
      // An overload of the SDK's returns a constrained text, which nothing here asks for.
      get: ((key: string) => values[key]) as pulumi.Config["get"],
      getSecret: ((key: string) => {
        const value = values[key];
        return value === undefined ? undefined : pulumi.secret(value);
      }) as pulumi.Config["getSecret"],
    },
    keys,
  );
}

describe("readSettings", () => {
  test("needs a zone, hostnames and an image, and has defaults for the rest", () => {
    expect(read()).toEqual({
      zone: "example.com",
      hostnames: ["www.example.com"],
      ami: "ami-0123456789abcdef0",
      origin: "alb",
      instanceType: "t4g.small",
      cidrBlock: "10.20.0.0/16",
      ipv6: false,
      ssl: "strict",
      pinSslMode: false,
      httpVisitors: "redirected-by-edge",
      originKeyType: "ecc",
      healthPath: "/",
      plan: "free",
      protect: true,
      liveRanges: true,
      originKey: undefined,
    });
  });

  test("chooses the certificate by the origin", () => {
    expect(certificateOf(read())).toBe("acm");
    expect(certificateOf(read({ certificate: "origin-ca", originCsr: csr, originKey: "key" }))).toBe("origin-ca");
    expect(certificateOf(read({ origin: "instance", originCsr: csr, originKey: "key" }))).toBe("origin-ca");
  });

  test.each([
    [
      { origin: "lambda" },
      'no521:origin is "lambda": one of alb, instance is expected.',
      "Set it: pulumi config set no521:origin <value>.",
    ],
    [
      { zone: undefined },
      "The stack's configuration lacks no521:zone.",
      "Set it: pulumi config set no521:zone <value>.",
    ],
    [
      { protect: "no" },
      'no521:protect is "no": one of true, false is expected.',
      "Set it: pulumi config set no521:protect <value>.",
    ],
    [
      { hostnames: "www.example.com" },
      'no521:hostnames is "www.example.com": a JSON list of texts, such as ["www.example.com"], is expected.',
      "Set it: pulumi config set no521:hostnames <value>.",
    ],
    [
      { zone: "Example.com" },
      'no521:zone is "Example.com": a name such as example.com, in small letters, is expected.',
      "Set it: pulumi config set no521:zone <value>.",
    ],
    [
      { ami: "latest" },
      'no521:ami is "latest": a text such as ami-0123456789abcdef0 is expected.',
      "Set it: pulumi config set no521:ami <value>.",
    ],
    [
      { origin: "instance", certificate: "acm" },
      'no521:certificate is "acm" and no521:origin is "instance", and ACM gives no certificate to a server.',
      "Set it: pulumi config set no521:certificate origin-ca.",
    ],
    [
      { origin: "instance", ipv6: "true" },
      'no521:ipv6 is "true" and no521:origin is "instance", which has an elastic address of IPv4 alone.',
      "Set it: pulumi config set no521:ipv6 false.",
    ],
    [
      { checkRegions: '["WEU"]' },
      'no521:checkRegions is set and no521:plan is "free", which has no health checks of Cloudflare.',
      "Remove it: pulumi config rm no521:checkRegions.",
    ],
    [
      { origin: "instance" },
      "The stack's configuration lacks no521:originCsr, which a certificate of the Origin CA needs.",
      "Set it: pulumi config set no521:originCsr <PEM>.",
    ],
    [
      { certificate: "origin-ca", originCsr: "-----BEGIN CERTIFICATE REQUEST-----" },
      "The stack's configuration lacks no521:originKey, which a certificate of the Origin CA needs.",
      "Set it: pulumi config set --secret no521:originKey <PEM>.",
    ],
  ])("refuses %j", (change, message, fix) => {
    const error = new UserError(message, fix);
    expect(() => read(change)).toThrow(error);
    expect(() => read(change)).toThrow(expect.objectContaining({ name: "UserError", fix }));
  });

  test("finds a key that nothing reads, in its own namespace alone", () => {
    expect(() => read({}, ["aws:region", "no521:zone", "no521:originKey"])).not.toThrow();
    expect(() => read({}, ["aws:region", "no521:hostname"])).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /^The stack sets no521:hostname, and the program reads no such key; it reads zone, /,
        ),
        fix: "Remove it: pulumi config rm no521:hostname.",
      }),
    );
  });

  test("refuses a hostname that does not fit the zone before anything is made", () => {
    expect(() => read({ hostnames: '["www.example.com","example.net"]' })).toThrow(
      expect.objectContaining({
        propertyPath: "hostnames[1]",
        reason: '"example.net": it is not in the zone example.com',
      }),
    );
  });

  test("never shows a secret in a message", () => {
    const shown = () => read({ originKey: "hunter2", origin: "lambda" });
    expect(shown).toThrow(/lambda/);
    expect(shown).not.toThrow(/hunter2/);
  });
});

const csr = "-----BEGIN CERTIFICATE REQUEST-----\n…";

test("requireOriginCa keeps the key secret", async () => {
  const { privateKey, ...rest } = requireOriginCa(read({ origin: "instance", originCsr: csr, originKey: "key" }));
  expect(rest).toEqual({ kind: "origin-ca", csr, keyType: "ecc" });
  expect(await pulumi.isSecret(privateKey)).toBe(true);
});
