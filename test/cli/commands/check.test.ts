import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { reportSchema } from "../../../src/report/schema";
import { goodSite, siteWith, stateOf } from "../../reach/site";
import { temporaryFolder } from "../../temporary-folder";
import { type Ran, run } from "../run";

const repository = resolve(__dirname, "../../..");

const aws = 'import * as aws from "@pulumi/aws";\n';
const cloudflare = 'import * as cloudflare from "@pulumi/cloudflare";\n';
const pulumi = 'import * as pulumi from "@pulumi/pulumi";\n';

/** A proxied record in a zone whose settings nobody declares. */
function record(type: string, content: string): string {
  return `${cloudflare}new cloudflare.DnsRecord("www", {
    zoneId: "023e105f4ecef8ad9ca31a8372d0c353", name: "www.example.com", type: "${type}", content: "${content}",
    proxied: true, ttl: 1,
  });`;
}

/** Writes a project that uses this repository's packages; gives its folder. */
async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const all = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "Pulumi.dev.yaml": "config: {}\n", ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

async function check(files: Readonly<Record<string, string>>, options = ""): Promise<Ran> {
  return run(`check ${await project(files)} ${options}`, { env: { PATH: process.env.PATH, HOME: process.env.HOME } });
}

/** The exit status and the first line of trouble. */
async function trouble(files: Readonly<Record<string, string>>, options = ""): Promise<readonly unknown[]> {
  const { status, out, err } = await check(files, options);
  return [status, out, err.split("\n").findLast((line) => line.startsWith("error: "))];
}

describe("no521 check", () => {
  test("finds the defects of a program that nobody wrote for it, and where they are", async () => {
    const ran = await run("check examples/by-hand --format json", { cwd: repository, env: process.env });
    expect([ran.status, ran.err]).toEqual([1, ""]);
    const report = reportSchema.parse(JSON.parse(ran.out));
    expect(report).toMatchObject({ project: "by-hand", stack: "sandbox" });
    const errors = report.findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ policy, hostnames, location }) => [policy, hostnames, location?.file])).toEqual([
      ["require-cloudflare-ranges", ["shop.example.com"], "index.ts"],
      ["require-listener", ["shop.example.com"], "index.ts"],
    ]);
  });

  test("finds nothing wrong with this repository's own program", async () => {
    const { status, out } = await run("check --stack sandbox --fail-on unknown", { cwd: repository, env: process.env });
    expect([status, out.split("\n").at(-1)]).toEqual([0, "All visitors of 2 hostnames reach the origin."]);
  });

  test("prints what the program prints on standard error, and nothing of it on standard output", async () => {
    const { out, err } = await check({
      "index.ts": 'console.log("hello"); console.error("\\u001b[31mred\\u001b[0m\\r\\n::error::forged ##[error]too");',
    });
    expect(err.split("\n")).toEqual(["program: hello", "program: red", "program: ::error::forged ## [error]too"]);
    expect([out.split("\n")[0], out.split("\n").at(-1)]).toEqual([
      "No hostname of this program is proxied by Cloudflare.",
      "Nothing to judge.",
    ]);
  });

  test("never says clean of what it does not know, and exits with 2 where that is asked", async () => {
    const files = { "index.ts": record("CNAME", "origin.example.net") };
    const open = await check(files);
    expect([open.status, open.out.split("\n").at(-1)]).toEqual([
      0,
      "Nothing is known to fail, and 1 of 1 hostname could not be judged.",
    ]);
    expect((await check(files, "--fail-on unknown")).status).toBe(2);
  });

  test("names a component that a plugin makes, and is not clean", async () => {
    const remote = `class Lb extends pulumi.ComponentResource {
      constructor(name: string) { super("awsx:lb:ApplicationLoadBalancer", name, {}, {}, true); }
    }
    new Lb("web");`;
    const { status, out, err } = await check({ "index.ts": pulumi + remote }, "--format json --fail-on unknown");
    const says =
      'The resources of component "web" (awsx:lb:ApplicationLoadBalancer) are made by a plugin and were not seen: judge ' +
      "the program with --preview, or its state with --state.";
    expect([status, err]).toEqual([2, ""]);
    expect(reportSchema.parse(JSON.parse(out))).toMatchObject({
      unknowns: [{ resource: "urn:pulumi:dev::shop::awsx:lb:ApplicationLoadBalancer::web", says }],
      summary: { unseen: 1 },
    });
  });

  test("gives a program that asks for Cloudflare's ranges the list in force", async () => {
    const { err } = await check({
      "index.ts": `${cloudflare}void cloudflare.getIpRanges().then(({ ipv4Cidrs }) => console.log(ipv4Cidrs.length));`,
    });
    expect(err).toBe("program: 15");
  });

  test("says which provider function's answer is unknown", async () => {
    const program = { "index.ts": `${aws}export const id = aws.ec2.getVpcOutput({}).id;` };
    const { status, out, err } = await check(program, "--format json");
    expect([status, err, reportSchema.parse(JSON.parse(out)).notes]).toEqual([
      0,
      "",
      [
        'The stack is "dev", the only one that has a file.',
        'The answer of "aws:ec2/getVpc:getVpc" is unknown to a check, and so is what comes of it; fixtures in no521.yaml can tell it.',
      ],
    ]);
  });

  test("is never clean where a program awaits an answer that it may compare", async () => {
    const program = { "index.ts": `${aws}export = async () => ({ id: (await aws.ec2.getVpc({})).id });` };
    const { status, out } = await check(program, "--fail-on unknown");
    expect([status, out.split("\n").find((line) => line.startsWith("unseen:"))]).toEqual([
      2,
      'unseen: shop-dev: The program awaits the answer of "aws:ec2/getVpc:getVpc", which is unknown to a check: what it decides by that may be decided otherwise. Tell it under fixtures in no521.yaml, or judge the program with --preview.',
    ]);
  });

  test("takes no stack where it is not clear which is meant, and says so", async () => {
    const { out } = await check({ "index.ts": "", "Pulumi.prod.yaml": "config: {}\n" }, "--format json");
    expect(reportSchema.parse(JSON.parse(out)).notes).toEqual([
      "No stack was named, so only the project's own configuration was taken; --stack names one of dev, prod.",
    ]);
  });

  test("judges an exported state instead of running the program", async () => {
    const readText = () => Promise.resolve(JSON.stringify(stateOf(siteWith({ listener: { port: 80 } }))));
    const { status, out } = await run("check --state state.json", { readText });
    expect([status, out.split("\n").at(-1)]).toEqual([1, "Visitors of 1 of 1 hostname will see errors."]);
    const good = () => Promise.resolve(JSON.stringify(stateOf(goodSite)));
    expect((await run("check --state state.json", { readText: good })).status).toBe(0);
  });
});

describe("the configuration of a project", () => {
  const listening = { "index.ts": "" };

  test("is refused where it is wrong, before anything is said of the program", async () => {
    expect(await trouble({ ...listening, "no521.yaml": "plan: gold" })).toEqual([
      2,
      "",
      expect.stringMatching(/no521\.yaml: plan must be one of free, pro, business, enterprise, and it is "gold"\.$/),
    ]);
  });

  test("waives, and the exit status follows", async () => {
    const loop = record("A", "10.0.0.5");
    expect((await check({ "index.ts": loop })).status).toBe(1);
    const waiver = "{ policy: no-prohibited-address, resource: '*::www', reason: It moves., until: 2026-12-31 }";
    const waived = await check({ "index.ts": loop, "no521.yaml": `waivers: [${waiver}]\n` }, "--format json");
    const report = reportSchema.parse(JSON.parse(waived.out));
    expect([waived.status, report.waivers.map(({ policy, state }) => [policy, state])]).toEqual([
      0,
      [["no-prohibited-address", "used"]],
    ]);
    const expired = await check({
      "index.ts": loop,
      "no521.yaml": `waivers: [${waiver.replace("2026-12", "2026-01")}]\n`,
    });
    expect(expired.status).toBe(1);
  });

  test("takes the project's own defaults, then the stack's", async () => {
    const { err } = await check({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\nconfig:\n  color: { type: string, default: green }\n  size: 3\n",
      "Pulumi.dev.yaml": "config:\n  shop:size: 4\n",
      "index.ts": `${pulumi}const c = new pulumi.Config(); console.log(c.require("color"), c.requireNumber("size"));`,
    });
    expect(err).toBe("program: green 4");
  });
});

describe("what a program asks of the world", () => {
  const network = 'const network = new pulumi.StackReference("acme/net/prod");\n';

  test("is answered by the fixtures of no521.yaml", async () => {
    const { status, err } = await check({
      "no521.yaml":
        "fixtures: { calls: [{ call: 'aws:ec2/getVpc:getVpc', args: { default: true }, returns: { id: vpc-7 } }] }",
      "index.ts": `${aws}aws.ec2.getVpcOutput({ default: true }).id.apply((id) => console.log(id));`,
    });
    expect([status, err]).toEqual([0, "program: vpc-7"]);
  });

  test("is told of another stack as far as no521.yaml tells it; the rest is unknown, not absent", async () => {
    const { err } = await check({
      "no521.yaml": "fixtures: { stacks: { acme/net/prod: { vpcId: vpc-7, sizes: [1, 2] } } }",
      "index.ts": `${pulumi}${network}for (const name of ["vpcId", "sizes", "gone"]) {
        network.getOutput(name).apply((value) => console.log("got", name, value));
        network.requireOutput(name).apply((value) => console.log("required", name, value));
      }`,
    });
    expect(err.split("\n").toSorted()).toEqual([
      "program: got sizes [ 1, 2 ]",
      "program: got vpcId vpc-7",
      "program: required sizes [ 1, 2 ]",
      "program: required vpcId vpc-7",
    ]);
  });

  test("is unknown of another stack that nobody has told of", async () => {
    const { status, err } = await check({
      "index.ts": `${pulumi}${network}network.requireOutput("vpcId").apply((value) => console.log(value));`,
    });
    expect([status, err]).toEqual([0, ""]);
  });

  test("is refused where a fixture is not what it has to be", async () => {
    const [status, , error] = await trouble({ "index.ts": "", "no521.yaml": "fixtures: { calls: [{ call: x }] }" });
    expect([status, error]).toEqual([
      2,
      expect.stringMatching(/no521\.yaml: fixtures\.calls\[0\]\.returns is missing, and must be a mapping\.$/),
    ]);
  });
});

describe("encrypted configuration", () => {
  const secret = {
    "Pulumi.dev.yaml": "config: { shop:origin: { secure: v1:abc }, shop:web: { ip: { secure: v1:def } } }\n",
  };
  const read = `${pulumi}const c = new pulumi.Config();\n`;
  const content = (expression: string) =>
    check({ ...secret, "index.ts": read + record("A", "X").replace('"X"', expression) }, "--format json");

  test.each([
    ["as it is", 'c.requireSecret("origin")'],
    ["read as plain text", 'c.require("origin")'],
    ["inside of an object", 'c.requireObject<{ ip: string }>("web").ip'],
    ["put together with text", '"10.0.0." + c.require("origin")'],
    ["in other letters", 'c.require("origin").toUpperCase()'],
    ["in an output", 'pulumi.concat("10.0.0.", c.requireSecret("origin"))'],
    ["as a number", 'pulumi.concat("10.0.0.", c.requireSecretNumber("origin"))'],
    ["as an object", 'c.requireSecretObject<{ ip: string }>("origin").ip'],
    [
      "where it may be missing",
      'pulumi.output(c.getSecretObject<string[]>("origin")).apply((all) => all?.[0] ?? "10.0.0.1")',
    ],
  ])("leaves what is made from it unknown, and is printed nowhere: %s", async (_, expression) => {
    const { status, out } = await content(expression);
    expect([status, out.includes("no521secret"), out.includes("v1:")]).toEqual([0, false, false]);
    const { reach } = reportSchema.parse(JSON.parse(out));
    expect(new Set(reach.map(({ outcome }) => outcome))).toEqual(new Set(["unknown"]));
  });
});

describe("a program that cannot be judged is an error, never clean", () => {
  test.each([
    ["throws", 'throw new TypeError("no zone");', /^error: The program throws TypeError: no zone\.$/],
    [
      "throws later",
      'setTimeout(() => { throw new Error("late"); }); await0();async function await0() {} module.exports = async () => new Promise(() => undefined);',
      /^error: The program throws Error: late\.$/,
    ],
    [
      "rejects",
      'module.exports = async () => { throw new Error("no zone"); };',
      /^error: The program throws Error: no zone\.$/,
    ],
    [
      "lacks a module",
      'import "left-pad-that-is-not-there";',
      /^error: The program cannot be loaded: Cannot find module 'left-pad-that-is-not-there'/,
    ],
    [
      "is not TypeScript",
      "const = 3;",
      /^error: The program cannot be compiled: .*index\.ts:1:6: ERROR: Expected identifier/,
    ],
    [
      "lacks configuration",
      `${pulumi}new pulumi.Config().require("zone");`,
      /^error: The program needs the configuration "shop:zone", which the stack does not have\.$/,
    ],
    [
      "ends its process",
      "process.exit(0);",
      /^error: The program ended its process before it had declared all of its resources\.$/,
    ],
    [
      "waits for ever",
      "module.exports = async () => new Promise(() => undefined);",
      /^error: The program waits for something that never comes/,
    ],
    [
      "is not there",
      null,
      /^error: There is no program at \S+: neither a module of that name nor a folder with an index/,
    ],
  ])("one that %s", async (_, program, message) => {
    const [status, out, error] = await trouble(program === null ? {} : { "index.ts": program });
    expect([status, out]).toEqual([2, ""]);
    expect(error).toMatch(message);
  });

  test("one that hangs is stopped after the time that it has", async () => {
    expect(await trouble({ "index.ts": "for (;;);" }, "--timeout 3")).toEqual([
      2,
      "",
      "error: The program was not done after 3 s.",
    ]);
  });

  test("one that takes more memory than it has", async () => {
    expect(await trouble({ "index.ts": "const all = []; for (;;) all.push({ a: [1] });" }, "--memory 64")).toEqual([
      2,
      "",
      "error: The program needs more than 64 MB of memory.",
    ]);
  });

  test.runIf(process.platform === "linux")("one that takes it for buffers, which are no part of the heap", async () => {
    const program = "const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1));";
    expect(await trouble({ "index.ts": program }, "--memory 64 --timeout 60")).toEqual([
      2,
      "",
      expect.stringMatching(/^error: The program needs more memory than it has: .*allocat.*\.$/),
    ]);
  });

  test("nor is one that goes on after it has returned, of which a part was not seen", async () => {
    const { status, out } = await check({ "index.ts": "setInterval(() => undefined, 1_000);" }, "--fail-on unknown");
    expect(status).toBe(2);
    expect(out).toMatch(
      /^unseen: shop-dev: 5 s after the program had returned .* open \(Timeout\), and what it declares/m,
    );
    expect(out).toMatch(/^Nothing is known to fail, and part of the program was not seen\.$/m);
  });

  test("one whose tsconfig.json is not there", async () => {
    const options = "runtime: { name: nodejs, options: { tsconfig: ../gone.json } }";
    const [status, , error] = await trouble({ "Pulumi.yaml": `name: shop\n${options}\n`, "index.ts": "" });
    expect([status, error]).toEqual([
      2,
      expect.stringMatching(/^error: There is no \S+gone\.json, which Pulumi\.yaml names\.$/),
    ]);
  });

  test("one in another language", async () => {
    const [status, , error] = await trouble({ "Pulumi.yaml": "name: shop\nruntime: python\n" });
    expect([status, error]).toEqual([
      2,
      expect.stringMatching(/Pulumi\.yaml is of a program in "python", and only programs in "nodejs" are run here\.$/),
    ]);
  });
});

describe("a program is loaded as Pulumi loads it", () => {
  const says = { "index.js": 'exports.x = 1; console.log("index.js");' };

  test.each([
    [
      "from its main",
      { "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: infra/web.ts\n", "infra/web.ts": 'console.log("web");' },
      "web",
    ],
    [
      "in the folder of its main",
      {
        "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: infra\n",
        "infra/index.ts": 'console.log(require("node:path").basename(process.cwd()));',
      },
      "infra",
    ],
    [
      "from its package's main",
      { ...says, "package.json": '{ "main": "bin/app.js" }', "bin/app.js": 'console.log("app");' },
      "app",
    ],
    [
      "as an ES module with await at the top",
      {
        "package.json": '{ "type": "module" }',
        "index.ts": 'const x: string = await Promise.resolve("module"); console.log(x);',
      },
      "module",
    ],
    [
      "with its own arguments of Node",
      {
        "Pulumi.yaml":
          "name: shop\nruntime: { name: nodejs, options: { nodeargs: --no-warnings --conditions=shop } }\n",
        "index.ts": "console.log(...process.execArgv.slice(-2));",
      },
      "--no-warnings --conditions=shop",
    ],
    [
      "without a compiler where it brings its own",
      { "Pulumi.yaml": "name: shop\nruntime: { name: nodejs, options: { typescript: false } }\n", ...says },
      "index.js",
    ],
    ["of a project whose stacks have no files", { ...says, "Pulumi.dev.yaml": null }, "index.js"],
  ])("%s", async (_, files, printed) => {
    const kept = Object.fromEntries(Object.entries(files).filter(([, text]) => text !== null)) as Record<
      string,
      string
    >;
    const { status, err } = await check(kept);
    expect([status, err]).toEqual([0, `program: ${printed}`]);
  });
});
