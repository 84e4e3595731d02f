import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { slackBody } from "../../src/notify/slack";
import { callWebhook, sign, usualWebhookPatience, type WebhookPatience } from "../../src/notify/webhook";

const secretPath = "/services/T000/B000/secretOfTheAddress";
const secret = "secretOfTheSignature";
const now = new Date("2026-11-10T12:00:00.750Z");

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (response: ServerResponse, count: number) => void;

const say =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end();

async function receiver(answer: Answer): Promise<{ url: string; host: string; received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  const host = `127.0.0.1:${address.port}`;
  return { url: `http://${host}${secretPath}`, host, received };
}

function patience(change: Partial<WebhookPatience> = {}): WebhookPatience {
  return { ...usualWebhookPatience, backoffMs: 1, attemptTimeoutMs: 2_000, now: () => now, ...change };
}

const body = { stack: "site/production", text: "Zürich 🚦 drifts" };

test("a webhook gets the body as JSON, with a signature that a receiver can verify", async () => {
  const { url, received } = await receiver(say(204));
  await callWebhook({ url, secret }, body, patience());
  const [request] = received;
  expect(request?.body).toBe(JSON.stringify(body));
  expect(request?.headers).toMatchObject({ "content-type": "application/json", "user-agent": "no521" });
  expect(request?.headers["no521-delivery"]).toMatch(/^[0-9a-f-]{36}$/);
  // What docs/notify.md tells a receiver to do.
  const [, seconds, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request?.headers["no521-signature"])) ?? [];
  const expected = createHmac("sha256", secret).update(`${seconds}.${request?.body}`).digest();
  expect(seconds).toBe("1794312000");
  expect(timingSafeEqual(Buffer.from(given ?? "", "hex"), expected)).toBe(true);
});

test("a signature is that of seconds, dot and body", () => {
  expect(sign("key", '{"a":1}', now)).toBe(
    "t=1794312000,v1=73b8df652bd680fa0b0fc54209526bd95c13a668ee757d2aa39b6be234242cee",
  );
});

test("a webhook without a secret is called without a signature", async () => {
  const { url, received } = await receiver(say(200));
  await callWebhook({ url, secret: null }, body, patience());
  expect(received.map(({ headers }) => headers["no521-signature"])).toEqual([undefined]);
});

test.each([
  ["a server that fails", (response: ServerResponse) => response.writeHead(503).end()],
  ["a limit", (response: ServerResponse) => response.writeHead(429, { "retry-after": "0" }).end()],
  ["a cut connection", (response: ServerResponse) => response.destroy()],
])("%s is tried again, as the same delivery", async (_, fail) => {
  const { url, received } = await receiver((response, count) =>
    count <= 2 ? void fail(response) : say(200)(response, count),
  );
  await callWebhook({ url, secret }, body, patience());
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ headers }) => headers["no521-delivery"])).size).toBe(1);
});

test.each([
  [503, "answered with status 503", "Look at the receiver, or run the job again later.", 4],
  [429, "answered with status 429", "Look at the receiver, or run the job again later.", 4],
  [404, "answered with status 404", "Check the address and the secret: the receiver does not take the message.", 1],
])("status %s is an error after so many attempts", async (status, what, fix, attempts) => {
  const { url, host, received } = await receiver(say(status));
  await expect(callWebhook({ url, secret }, body, patience())).rejects.toMatchObject({
    name: "WebhookError",
    message: `The webhook at ${host} ${what}.`,
    fix,
  });
  expect(received).toHaveLength(attempts);
});

test("a receiver that asks for more patience than there is is not waited for", async () => {
  const { url, host, received } = await receiver(say(429, { "retry-after": "3600" }));
  await expect(callWebhook({ url, secret }, body, patience())).rejects.toThrow(
    `The webhook at ${host} answered with status 429.`,
  );
  expect(received).toHaveLength(1);
});

test("a receiver that is too slow is an error, after its attempts", async () => {
  const { url, host, received } = await receiver(() => undefined);
  const short = patience({ attempts: 2, attemptTimeoutMs: 50 });
  await expect(callWebhook({ url, secret }, body, short)).rejects.toThrow(
    `The webhook at ${host} did not answer in time.`,
  );
  expect(received).toHaveLength(2);
});

test("a redirect is not followed", async () => {
  const other = await receiver(say(200));
  const { url, host } = await receiver(say(307, { location: other.url }));
  await expect(callWebhook({ url, secret }, body, patience())).rejects.toMatchObject({
    message: `The webhook at ${host} redirects elsewhere (307).`,
    fix: "Give the address that it leads to.",
  });
  expect(other.received).toEqual([]);
});

test.each(["http://hooks.example.com/secretOfTheAddress", "secretOfTheAddress"])(
  "an address such as %s is refused without being shown",
  async (url) => {
    const error: unknown = await callWebhook({ url, secret }, body, patience()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ message: "The address of the webhook is no https address." });
  },
);

test.each([
  ["a refusal", say(500)],
  ["a cut connection", (response: ServerResponse) => void response.destroy()],
])("the error of %s holds neither the address nor the secret nor the message", async (_, answer: Answer) => {
  const { url } = await receiver(answer);
  const error: unknown = await callWebhook({ url, secret }, body, patience()).catch((caught: unknown) => caught);
  const shown = [String(error), JSON.stringify(error), JSON.stringify(Object.getOwnPropertyDescriptors(error))].join();
  expect(error).toMatchObject({ name: "WebhookError" });
  expect(error).not.toHaveProperty("cause");
  expect(shown).not.toMatch(/secretOf|drifts/);
});

test("a Slack message mentions nobody, whatever a name says", () => {
  expect(slackBody("<!channel> a & b <https://example.com|x>")).toEqual({
    text: "&lt;!channel&gt; a &amp; b &lt;https://example.com|x&gt;",
  });
});

test("a Slack message is cut where Slack would, never within an entity or a character", () => {
  const { text } = slackBody(`${"<".repeat(990)}${"🚦".repeat(1_000)}`);
  expect(text.length).toBeLessThanOrEqual(4_000);
  expect(text).toMatch(/^(&lt;){990}(🚦)+\n… cut here; the report has it all\.$/u);
  expect(slackBody("x".repeat(4_000)).text).toBe("x".repeat(4_000));
});
