import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { bot, type GitHubServer, type Oddities, refuse, startGitHub, token } from "../notify/github-server";
import { temporaryFolder } from "../temporary-folder";
import { type Used, useAction } from "./composite";

const repository = resolve(__dirname, "../..");
const action = readFileSync(join(repository, "action.yml"), "utf8");
const check = "Check the program";
const commenting = "Comment on the pull request";

/** A record whose origin admits nobody but 192.0.2.0/24. */
const failing = `
  const aws = require("@pulumi/aws");
  const cloudflare = require("@pulumi/cloudflare");
  const group = new aws.ec2.SecurityGroup("origin", {
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["192.0.2.0/24"] }],
  });
  const server = new aws.ec2.Instance("origin", { ami: "ami-1", instanceType: "t3.micro", vpcSecurityGroupIds: [group.id] });
  new cloudflare.ZoneSetting("ssl", { zoneId: "0".repeat(32), settingId: "ssl", value: "strict" });
  new cloudflare.DnsRecord("www", {
    zoneId: "0".repeat(32), name: "www.example.com", type: "A", content: server.publicIp, ttl: 1, proxied: true,
  });
`;
const clear = "exports.here = true;\n";

interface Job {
  readonly program: string;
  /** The program of the last commit, where the job has one. */
  readonly committed?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly github?: Oddities;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Done extends Used {
  readonly server: GitHubServer;
  readonly comments: readonly string[];
}

/** Runs the action in a job for pull request 7 of acme/site. */
async function runJob({ program, committed, inputs = {}, github = {}, environment = {} }: Job): Promise<Done> {
  const root = await temporaryFolder();
  const folder = join(root, "work");
  const server = await startGitHub(github);
  onTestFinished(() => server.close());
  await writeProgram(join(folder, "site"), committed ?? program);
  if (committed !== undefined) {
    commitAll(folder);
    await writeFile(join(folder, "site", "index.js"), program);
  }
  const used = await useAction({
    action,
    inputs: { directory: "site", ...inputs },
    environment: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: root,
      GITHUB_ACTION_PATH: repository,
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_REPOSITORY: "acme/site",
      GITHUB_RUN_ID: "42",
      GITHUB_SERVER_URL: "https://github.example.com",
      GITHUB_API_URL: server.url,
      ...environment,
    },
    token,
    folder,
    runner: join(root, "runner"),
  });
  expect(JSON.stringify(used)).not.toContain(token);
  return { ...used, server, comments: server.comments.map(({ body }) => body) };
}

function commitAll(folder: string): void {
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  git("init", "--quiet");
  git("add", "--all", "--", ".", ":!site/node_modules");
  git("-c", "user.name=octocat", "-c", "user.email=octocat@example.com", "commit", "--quiet", "--message", "base");
}

async function writeProgram(folder: string, program: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\nmain: index.js\n");
  await writeFile(join(folder, "package.json"), '{ "name": "shop", "main": "index.js" }\n');
  await writeFile(join(folder, "index.js"), program);
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
}

describe("the action", () => {
  test("fails a job whose program fails, and tells it in the log, as annotations, in the summary and as a comment", async () => {
    const job = await runJob({ program: failing });
    expect(job.succeeded).toBe(false);
    expect(job.outputs.status).toBe("1");
    expect(job.logs[check]).toMatch(/^www\.example\.com +http /m);
    expect(job.logs[check]).toMatch(/^::error .*title=/m);
    expect(job.comments).toEqual([expect.stringMatching(/^<!-- no521 check site%20 -->\n## no521: shop\b/)]);
    expect(job.comments[0]).toContain("www.example.com");
    expect(job.comments[0]).toBe(`<!-- no521 check site%20 -->\n${job.summary.trim()}\n`);
    expect(JSON.parse(await readFile(String(job.outputs.json), "utf8"))).toMatchObject({ version: 1, project: "shop" });
    expect(JSON.parse(await readFile(String(job.outputs.sarif), "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(await readFile(String(job.outputs.html), "utf8")).toMatch(/^<!doctype html>/i);
    expect(job.used).toEqual([expect.stringMatching(/^actions\/setup-node@[0-9a-f]{40}$/)]);
  });

  test("brings the comment up to date when all is well again, and passes", async () => {
    const marker = "<!-- no521 check site%20 -->";
    const job = await runJob({
      program: clear,
      inputs: { comment: "trouble" },
      github: { comments: [{ number: 3, author: bot, body: `${marker}\nwww.example.com fails.\n` }] },
    });
    expect(job).toMatchObject({ succeeded: true, outputs: { status: "0" } });
    expect(job.comments).toEqual([expect.stringMatching(/^<!-- no521 check site%20 -->\n## no521: shop\b/)]);
    expect(job.comments[0]).not.toContain("www.example.com fails.");
  });

  test("compares with a base, and passes where a change adds nothing", async () => {
    const inputs = { base: "HEAD", "new-only": "true" };
    const same = await runJob({ program: failing, committed: failing, inputs });
    expect(same).toMatchObject({ succeeded: true, outputs: { status: "0" } });
    expect(same.comments[0]).toContain("against HEAD");
    const worse = await runJob({ program: failing, committed: clear, inputs });
    expect(worse).toMatchObject({ succeeded: false, outputs: { status: "1" } });
  });

  test("makes no comment while all is well where only trouble is to be told", async () => {
    const job = await runJob({ program: clear, inputs: { comment: "trouble" } });
    expect(job).toMatchObject({ succeeded: true, comments: [] });
  });

  test("never asks GitHub where no comment is wanted, or there is no pull request", async () => {
    const never = await runJob({ program: clear, inputs: { comment: "never" } });
    expect(never.server.requests).toEqual([]);
    const pushed = await runJob({ program: clear, environment: { GITHUB_REF: "refs/heads/main" } });
    expect(pushed.server.requests).toEqual([]);
    expect(pushed.succeeded).toBe(true);
  });

  test("says in the comment that nothing is known when the program cannot be judged", async () => {
    const job = await runJob({ program: 'throw new Error("no configuration");' });
    expect(job).toMatchObject({ succeeded: false, outputs: { status: "2", json: "" } });
    expect(job.comments).toEqual([
      "<!-- no521 check site%20 -->\n## no521: not judged\n\nThe program could not be judged (exit status 2), so nothing is " +
        "known of its hostnames. The [log of the job](https://github.example.com/acme/site/actions/runs/42) says why.\n",
    ]);
    expect(job.logs[check]).toContain("no configuration");
  });

  test("passes or fails by its findings where the token of a fork may not comment, with a warning", async () => {
    const post = "POST /repos/acme/site/issues/7/comments";
    const forbidden = { faults: { [post]: refuse(403, "Resource not accessible by integration") } };
    const job = await runJob({ program: clear, github: forbidden });
    expect(job.succeeded).toBe(true);
    expect(job.logs[commenting]).toBe(
      "::warning title=no521 could not comment::error: The token may not comment on acme/site#7 (403: Resource not " +
        'accessible by integration).%0A  fix: Give the job the permission "pull-requests: write". The token of a pull ' +
        "request from a fork stays read-only: read the job's summary and annotations there.\n",
    );
    expect(job.summary).toContain("## no521: shop");
  });

  test("lets a program give the runner no commands", async () => {
    const job = await runJob({
      program: 'console.log("::error::planted"); console.error("::add-mask::o"); console.log("\\n::notice::two");',
    });
    const log = String(job.logs[check]).split("\n");
    const stopped = log.findIndex((line) => line.startsWith("::stop-commands::"));
    const word = log[stopped]?.slice("::stop-commands::".length) ?? "";
    const resumed = log.indexOf(`::${word}::`);
    const planted = log.flatMap((line, index) => (/::(error|add-mask|notice)::/.test(line) ? [index] : []));
    expect(word).toMatch(/^[0-9a-f]{32}$/);
    expect(planted).toHaveLength(3);
    expect(planted.filter((index) => index < stopped || index > resumed)).toEqual([]);
  });

  test("takes no input as a command", async () => {
    const inputs = { stack: '$(touch planted)"; touch planted; "', directory: "site", "fail-on": "`touch planted`" };
    const job = await runJob({ program: clear, inputs });
    expect(job).toMatchObject({ succeeded: false, outputs: { status: "64" } });
    await expect(readFile(join(String(job.outputs.markdown), "../../../work/planted"))).rejects.toThrow("ENOENT");
  });

  test("refuses to run a stranger's program with secrets", async () => {
    const job = await runJob({ program: clear, environment: { GITHUB_EVENT_NAME: "pull_request_target" } });
    expect(job.succeeded).toBe(false);
    expect(Object.keys(job.logs)).toEqual(["Refuse an event that would run a stranger's program with secrets"]);
    expect(job.server.requests).toEqual([]);
  });
});
