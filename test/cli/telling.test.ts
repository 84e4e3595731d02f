import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readTelling, type Telling, tell, withoutTellingSecrets } from "../../src/cli/telling";
import type { Report } from "../../src/report/schema";
import { bot, type GitHubServer, type Oddities, refuse, startGitHub, token } from "../notify/github-server";
import { driftingChange, driftReport } from "../report/drift-builder";
import { temporaryFolder } from "../temporary-folder";
import { recordingIo } from "./run";

const quiet: Telling = { issue: null, webhook: null, metrics: null };
const repository = { owner: "acme", name: "site" };
const marker = "<!-- no521 drift shop%2Fproduction -->";
const unread = driftingChange({ class: "unreadable" });

async function github(oddities: Oddities = {}): Promise<GitHubServer> {
  const server = await startGitHub({ labels: ["drift"], ...oddities });
  onTestFinished(() => server.close());
  return server;
}

async function receiver(): Promise<{ readonly url: string; readonly bodies: readonly string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => void server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return { url: `http://127.0.0.1:${address.port}/secretOfTheAddress`, bodies };
}

async function projectFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  return folder;
}

/** Tells the reports of some stacks, and gives what was said to the person at the keyboard. */
async function tellThem(telling: Partial<Telling>, reports: readonly Report[], env: Record<string, string> = {}) {
  const { io, printed } = recordingIo({ env });
  const found = {
    reports: reports.map((report) => ({ report })),
    ranges: () => Promise.resolve({ fetchedAt: "2026-11-01T00:00:00Z" }),
    folder: await projectFolder(),
  };
  const isTold = await tell({ ...quiet, ...telling }, found, io);
  return { isTold, ...printed() };
}

describe("the issue of a stack", () => {
  const issue = { repository, token, label: "drift" };

  test("is opened with the report when something drifts", async () => {
    const server = await github();
    const said = await tellThem({ issue }, [driftReport([driftingChange()])], { GITHUB_API_URL: server.url });
    expect(said).toEqual({ isTold: true, out: "", err: "Issue acme/site#1 is opened." });
    expect(server.issues).toMatchObject([{ title: "Drift in shop/production", state: "open" }]);
    expect(server.issues[0]?.body).toMatch(/^<!-- no521 drift shop%2Fproduction -->\n## no521: shop\/production/);
  });

  test("is closed when the stack is in sync", async () => {
    const server = await github({ issues: [{ number: 4, author: bot, body: `${marker}\nold\n` }] });
    const said = await tellThem({ issue }, [driftReport([])], { GITHUB_API_URL: server.url });
    expect(said).toMatchObject({ isTold: true, err: "Issue acme/site#4 is closed." });
  });

  test("is neither opened nor closed by a stack that could not be read", async () => {
    const server = await github({ issues: [{ number: 4, author: bot, body: `${marker}\nold\n` }] });
    const said = await tellThem({ issue }, [driftReport([unread])], { GITHUB_API_URL: server.url });
    expect(said).toEqual({ isTold: true, out: "", err: "" });
    expect(server.requests).toEqual([]);
  });
});

describe("the webhook", () => {
  test.each(["slack", "json"] as const)("gets drift as %s", async (form) => {
    const { url, bodies } = await receiver();
    const webhook = { form, url, secret: "secret" };
    expect(await tellThem({ webhook }, [driftReport([driftingChange()])])).toEqual({ isTold: true, out: "", err: "" });
    const text = 'shop/production: 1 change since the deployment.\n- Rule "https" is gone.';
    expect(bodies.map((body): unknown => JSON.parse(body))).toEqual([
      form === "slack" ? { text } : expect.objectContaining({ version: 1, kind: "drift", state: "drift", text }),
    ]);
  });

  test("names the job", async () => {
    const { url, bodies } = await receiver();
    const webhook = { form: "json", url, secret: null } as const;
    await tellThem({ webhook }, [driftReport([unread])], {
      GITHUB_SERVER_URL: "https://github.example.com",
      GITHUB_REPOSITORY: "acme/site",
      GITHUB_RUN_ID: "42",
    });
    expect(JSON.parse(String(bodies[0]))).toMatchObject({
      state: "unread",
      url: "https://github.example.com/acme/site/actions/runs/42",
    });
  });

  test("is not called while all is well", async () => {
    const { url, bodies } = await receiver();
    await tellThem({ webhook: { form: "json", url, secret: null } }, [driftReport([])]);
    expect(bodies).toEqual([]);
  });
});

test("the metrics count by class, those that there are none of included, and hold nothing of an unread stack", async () => {
  const metrics = join(await temporaryFolder(), "no521.prom");
  await tellThem({ metrics }, [driftReport([driftingChange(), driftingChange({ class: "provider-noise" })])]);
  const classes = (await readFile(metrics, "utf8")).match(/(?<=class=").*/g);
  expect(classes).toEqual([
    'added-outside"} 0',
    'deleted-outside"} 1',
    'edited-elsewhere"} 0',
    'edited-in-aws"} 0',
    'edited-in-cloudflare"} 0',
    'program-ahead"} 0',
    'upstream"} 0',
  ]);
  await tellThem({ metrics }, [driftReport([unread])]);
  expect(await readFile(metrics, "utf8")).not.toContain("no521_drift_changes{");
});

test("the metrics say when certificates end", async () => {
  const metrics = join(await temporaryFolder(), "no521.prom");
  const resource = "urn:pulumi:production::shop::aws:acm/certificate:Certificate::www";
  await tellThem({ metrics }, [driftReport([], undefined, [{ resource, notAfter: "2027-01-01T00:00:00.000Z" }])]);
  expect(await readFile(metrics, "utf8")).toContain(
    `no521_certificate_expiry_timestamp_seconds{project="shop",stack="production",resource="${resource}"} 1798761600\n`,
  );
});

test("a stack that nobody could look at keeps its names, and so what the metrics remember of it", async () => {
  const metrics = join(await temporaryFolder(), "no521.prom");
  await tellThem({ metrics }, [driftReport([driftingChange()])]);
  await tellThem({ metrics }, [{ ...driftReport([unread]), project: null, stack: "organization/shop/production" }]);
  expect((await readFile(metrics, "utf8")).match(/^no521_.*/gm)).toEqual([
    'no521_last_run_timestamp_seconds{project="shop",stack="production"} 1794312000',
    'no521_last_success_timestamp_seconds{project="shop",stack="production"} 1794312000',
    'no521_drift_since_timestamp_seconds{project="shop",stack="production"} 1794312000',
    'no521_ranges_fetched_timestamp_seconds{project="shop",stack="production"} 1793491200',
  ]);
});

test("who cannot be told does not keep others from being told", async () => {
  const metrics = join(await temporaryFolder(), "no521.prom");
  const list = "GET /repos/acme/site/issues";
  const server = await github({ faults: { [list]: refuse(403, "Resource not accessible by integration") } });
  const { url, bodies } = await receiver();
  const telling = {
    issue: { repository, token, label: "drift" },
    webhook: { form: "json", url, secret: null },
    metrics,
  } as const;
  const said = await tellThem(telling, [driftReport([driftingChange()])], { GITHUB_API_URL: server.url });
  expect(said.isTold).toBe(false);
  expect(said.err).toMatch(
    /^error: The token may not write issues of acme\/site \(403: Resource not accessible by integration\)\.\n {2}fix: Give the job the permission "issues: write"\./,
  );
  expect(bodies).toHaveLength(1);
  expect(await readFile(metrics, "utf8")).toContain("no521_drift_changes");
});

test("who cannot be told of one stack is not asked for each of the others, which is said", async () => {
  const server = await github({ faults: { "GET /repos/acme/site/issues": refuse(403, "Not for you") } });
  const stacks = ["a", "b", "c"].map((stack) => ({ ...driftReport([driftingChange()]), stack }));
  const issue = { repository, token, label: "drift" };
  const said = await tellThem({ issue }, stacks, { GITHUB_API_URL: server.url });
  expect(said.isTold).toBe(false);
  expect(said.err.split("\n").at(-1)).toBe("This was not tried for 2 further stacks.");
  expect(server.requests.filter((each) => each === "GET /repos/acme/site/issues")).toHaveLength(1);
  const two = await tellThem({ issue }, stacks.slice(1), { GITHUB_API_URL: server.url });
  expect(two.err.split("\n").at(-1)).toBe("This was not tried for 1 further stack.");
});

test("the program of a stack does not get the secrets of the webhook", () => {
  const env = { PATH: "/bin", GITHUB_TOKEN: token, NO521_WEBHOOK_URL: "https://x", NO521_WEBHOOK_SECRET: "s" };
  expect(withoutTellingSecrets(env)).toEqual({ PATH: "/bin", GITHUB_TOKEN: token });
});

describe("whom to tell", () => {
  const none = { "github-issue": false, "issue-label": "drift", webhook: undefined, metrics: undefined };

  test("is nobody, unless somebody is named", () => {
    expect(readTelling(none, recordingIo().io)).toEqual(quiet);
  });

  test("is read from the environment, where secrets are", () => {
    const env = {
      GITHUB_TOKEN: token,
      GITHUB_REPOSITORY: "acme/site",
      NO521_WEBHOOK_URL: "https://hooks.example.com/x",
      NO521_WEBHOOK_SECRET: "secret",
    };
    const given = { ...none, "github-issue": true, webhook: "slack", metrics: "out/no521.prom" } as const;
    expect(readTelling(given, recordingIo({ env, cwd: "/work" }).io)).toEqual({
      issue: { repository, token, label: "drift" },
      webhook: { form: "slack", url: "https://hooks.example.com/x", secret: "secret" },
      metrics: "/work/out/no521.prom",
    });
  });

  test.each([
    [{ ...none, "github-issue": true }, {}, "--github-issue needs GITHUB_REPOSITORY, which is not set."],
    [
      { ...none, "github-issue": true },
      { GITHUB_REPOSITORY: "acme/site" },
      "--github-issue needs GITHUB_TOKEN, which is not set.",
    ],
    [{ ...none, webhook: "json" as const }, {}, "--webhook needs NO521_WEBHOOK_URL, which is not set."],
  ])("is a usage error where the environment lacks it: %j %j", (values, env, message) => {
    expect(() => readTelling(values, recordingIo({ env }).io)).toThrow(message);
  });
});
