import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig, readConfig } from "../../../policies/config/read";
import { defaultSettings } from "../../../src/findings/settings";
import { noFixtures } from "../../../src/graph/fixtures";
import { UserError } from "../../../src/user-error";
import { temporaryFolder } from "../../temporary-folder";

const whole = `
plan: pro
extraRanges: [203.0.113.0/24]
quota: { rulesPerGroup: 200 }
rules:
  require-listener: warning
  no-redirect-loop: off
  require-health-check-port: { severity: note, plan: free }
waivers:
  - policy: no-ephemeral-address
    resource: "*::web"
    reason: The address is only for a test.
    until: 2026-12-31
fixtures:
  calls:
    - { call: "aws:ec2/getVpc:getVpc", returns: { id: vpc-7 } }
    - { call: "aws:ec2/getSubnet:getSubnet", args: { filters: [{ name: Name }] }, returns: { id: subnet-7, tags: { a: b } } }
  stacks:
    acme/network/prod: { vpcId: vpc-7 }
`;

describe("parseConfig", () => {
  test("reads settings, waivers and fixtures", () => {
    expect(parseConfig(whole, "/shop/no521.yaml")).toEqual({
      settings: {
        parameters: { plan: "pro", extraRanges: ["203.0.113.0/24"], quota: { rulesPerGroup: 200 } },
        rules: {
          "require-listener": { severity: "warning", parameters: {} },
          "no-redirect-loop": { severity: "off", parameters: {} },
          "require-health-check-port": { severity: "note", parameters: { plan: "free" } },
        },
      },
      waivers: [
        {
          policy: "no-ephemeral-address",
          resource: "*::web",
          reason: "The address is only for a test.",
          until: "2026-12-31",
          writtenIn: "/shop/no521.yaml",
        },
      ],
      fixtures: {
        calls: [
          { call: "aws:ec2/getVpc:getVpc", args: {}, returns: { id: "vpc-7" } },
          {
            call: "aws:ec2/getSubnet:getSubnet",
            args: { filters: [{ name: "Name" }] },
            returns: { id: "subnet-7", tags: { a: "b" } },
          },
        ],
        stacks: { "acme/network/prod": { vpcId: "vpc-7" } },
      },
    });
  });

  test.each(["", "# nothing yet\n", "{}"])("takes %j for the defaults", (text) => {
    expect(parseConfig(text, "no521.yaml")).toEqual({
      settings: defaultSettings,
      waivers: [],
      fixtures: noFixtures,
    });
  });

  const waiver = (change: string) => `waivers: [{ policy: require-listener, resource: "*", ${change} }]`;

  test.each([
    ["plan: gold", 'plan must be one of free, pro, business, enterprise, and it is "gold"'],
    ["plans: pro", 'the file has the unknown key "plans"'],
    ["- plan", "the file must be a mapping"],
    ["rules: { require-listner: off }", 'rules has the unknown key "require-listner"'],
    [
      "rules: { require-listener: of }",
      'rules.require-listener must be one of error, warning, note, off, and it is "of"',
    ],
    ["rules: { require-listener: { sev: off } }", 'rules.require-listener has the unknown key "sev"'],
    ["extraRanges: [office]", 'extraRanges[0] is no CIDR such as 203.0.113.0/24, and it is "office"'],
    ["quota: { rulesPerGroup: 0 }", "quota.rulesPerGroup must be at least 1, and it is 0"],
    ["quota: { rulesPerGroup: 1.5 }", "quota.rulesPerGroup must be a whole number, and it is 1.5"],
    ["quota: { rulesPerGroup: 2000 }", "quota.rulesPerGroup must be at most 1000, and it is 2000"],
    ["waivers: { policy: x }", "waivers must be a list"],
    [waiver("until: 2026-12-31"), "waivers[0].reason is missing, and must be a text"],
    [waiver('reason: " ", until: 2026-12-31'), 'waivers[0].reason must not be empty, and it is " "'],
    [
      waiver("reason: x, until: 2026-02-30"),
      'waivers[0].until must be a date such as 2026-12-31, and it is "2026-02-30"',
    ],
    [waiver("reason: x"), "waivers[0].until is missing, and must be a text"],
    ["waivers: [{ policy: no-such-thing }]", 'waivers[0].policy must be the id of a policy, and it is "no-such-thing"'],
  ])("names the key, what was given and what is allowed: %s", (text, what) => {
    expect(() => parseConfig(text, "no521.yaml")).toThrow(
      new UserError(`no521.yaml: ${what}.`, "See docs/configuration.md for the keys and their values."),
    );
  });

  test("names the place that is no YAML", () => {
    expect(() => parseConfig("a: b: c", "no521.yaml")).toThrow(
      new UserError(
        "no521.yaml is no YAML: Nested mappings are not allowed in compact mappings at line 1, column 4.",
        "Correct the file.",
      ),
    );
  });
});

describe("readConfig", () => {
  test("finds the nearest file upward, unless one is named", async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, "infra/web"), { recursive: true });
    await writeFile(join(root, "no521.yaml"), "plan: pro\n");
    await writeFile(join(root, "other.yaml"), "plan: free\n");
    const folder = join(root, "infra/web");
    expect(readConfig(folder)).toMatchObject({
      path: join(root, "no521.yaml"),
      settings: { parameters: { plan: "pro" } },
    });
    expect(readConfig(folder, "../../other.yaml").settings.parameters.plan).toBe("free");
  });

  test("gives the defaults where there is none", async () => {
    expect(readConfig(await temporaryFolder())).toEqual({
      settings: defaultSettings,
      waivers: [],
      fixtures: noFixtures,
      path: null,
    });
  });

  test("refuses a named file that is not there", async () => {
    const folder = await temporaryFolder();
    expect(() => readConfig(folder, "gone.yaml")).toThrow(
      new UserError(
        `Cannot read ${join(folder, "gone.yaml")}: ENOENT.`,
        "Name a readable file with NO521_CONFIG, or unset it.",
      ),
    );
  });
});
