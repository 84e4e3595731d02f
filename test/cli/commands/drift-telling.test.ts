import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  bot,
  type GitHubServer,
  type Oddities,
  refuse,
  serveAndCut,
  startGitHub,
  token,
} from "../../notify/github-server";
import { temporaryFolder } from "../../temporary-folder";
import { type Ran, run } from "../run";

test.each([
  ["--github-issue", "--github-issue needs GITHUB_REPOSITORY, which is not set."],
  ["--webhook json", "--webhook needs NO521_WEBHOOK_URL, which is not set."],
])("drift %s ends before it looks at a stack where the environment lacks what telling needs", async (line, message) => {
  const ran = await run(`drift --stack dev ${line}`);
  expect({ status: ran.status, error: ran.err.split("\n")[0] }).toEqual({ status: 64, error: `error: ${message}` });
});

test("drift knows two forms of a webhook", async () => {
  const ran = await run("drift --webhook xml");
  expect(ran.status).toBe(64);
  expect(ran.err).toContain("Allowed choices are slack, json.");
});

const urn = "urn:pulumi:production::shop::cloudflare:index/dnsRecord:DnsRecord::www";

/** The event log of a run that found one record with this content, where `a` was deployed. */
function recording(content: string): string {
  const record = (is: string) => {
    const properties = { name: "www.example.com", type: "TXT", content: is, ttl: 300, zoneId: "zone" };
    return {
      type: "cloudflare:index/dnsRecord:DnsRecord",
      urn,
      custom: true,
      id: "r1",
      inputs: properties,
      outputs: properties,
    };
  };
  const step = { op: "refresh", urn, type: "cloudflare:index/dnsRecord:DnsRecord", provider: "p" };
  const events = [
    { resourcePreEvent: { metadata: { ...step, old: record("a"), new: record("a") } } },
    { resOutputsEvent: { metadata: { ...step, old: record("a"), new: record(content) } } },
    { resOutputsEvent: { metadata: { ...step, op: "same", old: record(content), new: record("a") } } },
    { summaryEvent: { resourceChanges: { same: 1 } } },
  ];
  return events.map((event, sequence) => JSON.stringify({ sequence, timestamp: 0, ...event })).join("\n");
}

/** Judges a recording in a project's folder, and tells whom the line names. */
async function drift(content: string, line: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  await writeFile(join(folder, "events.jsonl"), recording(content));
  return run(`drift --offline --json-events events.jsonl ${line}`, {
    cwd: folder,
    readText: (path) => readFile(path, "utf8"),
    writeText: (path, text) => writeFile(path, text),
    env: { GITHUB_REPOSITORY: "acme/site", GITHUB_TOKEN: token, ...env },
  });
}

async function github(oddities: Oddities = {}): Promise<GitHubServer> {
  const server = await startGitHub({ labels: ["no521-drift"], ...oddities });
  onTestFinished(() => server.close());
  return server;
}

const marker = "<!-- no521 drift shop%2Fproduction -->";
const ours = { author: bot, body: `${marker}\nold\n`, labels: ["no521-drift"] };

describe("the issue", () => {
  test("is opened once although the answer is cut, and changed by no second run that finds the same", async () => {
    const server = await github({ faults: { "POST /repos/acme/site/issues": serveAndCut(1) } });
    const first = await drift("b", "--github-issue", { GITHUB_API_URL: server.url });
    expect([first.status, first.err]).toEqual([1, "Issue acme/site#1 is unchanged."]);
    const second = await drift("b", "--github-issue", { GITHUB_API_URL: server.url });
    expect([second.status, second.err]).toEqual([1, "Issue acme/site#1 is unchanged."]);
    expect(server.issues.map(({ state }) => state)).toEqual(["open"]);
    expect(server.writes()).toEqual(["POST /repos/acme/site/issues"]);
  });

  test("is written after a rate limit and a failure of GitHub's", async () => {
    const server = await github({
      faults: {
        "GET /repos/acme/site/issues": refuse(429, "You have exceeded a secondary rate limit", {
          times: 1,
          headers: { "retry-after": "1" },
        }),
        "GET /repos/acme/site/labels/no521-drift": refuse(502, "bad gateway", { times: 1 }),
      },
    });
    const ran = await drift("b", "--github-issue", { GITHUB_API_URL: server.url });
    expect([ran.status, ran.err]).toEqual([1, "Issue acme/site#1 is opened."]);
  });

  test("of several the oldest stays, and is closed when the stack is in sync", async () => {
    const server = await github({
      issues: [
        { number: 4, ...ours },
        { number: 7, ...ours },
      ],
    });
    const ran = await drift("a", "--github-issue", { GITHUB_API_URL: server.url });
    expect([ran.status, ran.err]).toEqual([0, "Issue acme/site#4 is closed."]);
    expect(server.issues.map(({ number, state, reason }) => [number, state, reason])).toEqual([
      [4, "closed", "completed"],
      [7, "closed", "not_planned"],
    ]);
  });

  test.each([
    ["a", 2, "in sync"],
    ["b", 1, "drifted, which counts more"],
  ])(
    "that a limit of an hour keeps from being written (found: %s) ends with status %i where the stack is %s",
    async (content, status) => {
      const reset = String(Math.floor(Date.now() / 1000) + 3_600);
      const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
      const fault = refuse(403, "API rate limit exceeded", { headers });
      const server = await github({
        issues: [{ number: 4, ...ours }],
        faults: { "GET /repos/acme/site/issues": fault },
      });
      const ran = await drift(content, "--github-issue", { GITHUB_API_URL: server.url });
      expect(ran.status).toBe(status);
      expect(ran.err).toMatch(/^error: .* limit.*\n {2}fix: /);
      expect(`${ran.out}${ran.err}`).not.toContain(token);
      expect(ran.out).toContain(status === 1 ? "1 change" : "The state and the clouds agree.");
    },
  );
});

interface Receiver {
  readonly url: string;
  /** Headers of each request. */
  readonly deliveries: readonly IncomingHttpHeaders[];
}

/** Starts a receiver that does something else with its first requests than to take them. */
async function receiver(...odd: readonly ((response: ServerResponse) => void)[]): Promise<Receiver> {
  const deliveries: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    deliveries.push(request.headers);
    const deal = odd[deliveries.length - 1];
    request.resume().on("end", () => (deal === undefined ? response.end() : deal(response)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return { url: `http://127.0.0.1:${address.port}/secretOfTheAddress`, deliveries };
}

describe("the webhook", () => {
  test("is told after 429, 503 and a connection that was cut, as one delivery", async () => {
    const { url, deliveries } = await receiver(
      (response) => void response.writeHead(429, { "retry-after": "0" }).end(),
      (response) => void response.writeHead(503).end(),
      (response) => void response.destroy(),
    );
    const env = { NO521_WEBHOOK_URL: url, NO521_WEBHOOK_SECRET: "secretKey" };
    const ran = await drift("b", "--webhook slack", env);
    expect([ran.status, ran.err]).toEqual([1, ""]);
    expect(deliveries).toHaveLength(4);
    expect(new Set(deliveries.map((headers) => headers["no521-delivery"])).size).toBe(1);
  });

  test("that refuses is named by its host alone, and the drift stays what decides the status", async () => {
    const { url, deliveries } = await receiver((response) => void response.writeHead(404).end());
    const env = { NO521_WEBHOOK_URL: url, NO521_WEBHOOK_SECRET: "secretKey" };
    const ran = await drift("b", "--webhook json", env);
    expect(ran.status).toBe(1);
    expect(ran.err).toBe(
      `error: The webhook at ${new URL(url).host} answered with status 404.\n` +
        "  fix: Check the address and the secret: the receiver does not take the message.",
    );
    expect(`${ran.out}${ran.err}`).not.toMatch(/secretOfTheAddress|secretKey/);
    expect(deliveries).toHaveLength(1);
  });
});

test("a report that cannot be written keeps nobody from being told", async () => {
  const file = join(await temporaryFolder(), "no521.prom");
  const ran = await drift("b", `--report json=/nowhere/drift.json --metrics ${file}`, {});
  expect([ran.status, ran.err.split("\n")[0]]).toEqual([
    2,
    "error: Cannot write the json report to /nowhere/drift.json: there is no folder /nowhere.",
  ]);
  expect(await readFile(file, "utf8")).toContain("no521_drift_since_timestamp_seconds");
});

test("the metrics remember since when it drifts from run to run, and a folder that is not there is status 2 of a stack in sync", async () => {
  const file = join(await temporaryFolder(), "no521.prom");
  expect((await drift("b", `--metrics ${file}`, {})).status).toBe(1);
  const since = 'no521_drift_since_timestamp_seconds{project="shop",stack="production"} 1794312000';
  expect(await readFile(file, "utf8")).toContain(since);
  expect((await drift("a", `--metrics ${file}`, {})).status).toBe(0);
  expect(await readFile(file, "utf8")).not.toContain("no521_drift_since");
  const lost = await drift("a", "--metrics /nowhere/no521.prom", {});
  expect([lost.status, lost.err]).toEqual([
    2,
    "error: Cannot write /nowhere/no521.prom: ENOENT.\n  fix: Make its folder exist and writable.",
  ]);
});
