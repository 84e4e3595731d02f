import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { snapshot } from "../../src/cloudflare/ranges";
import { parseCidr, subtract } from "../../src/net/cidr";
import type { Live } from "../../src/ranges/live";
import { allowed } from "../../src/ranges/merge";
import { fetchLive, type SourceOptions } from "../../src/ranges/source";
import {
  apiBody,
  type Handler,
  type HostileServer,
  ipv4,
  ipv6,
  type Script,
  say,
  sayText,
  startServer,
} from "./hostile-server";

const now = new Date("2026-10-10T12:00:00Z");
const without = (list: readonly string[], ...gone: readonly string[]) => list.filter((cidr) => !gone.includes(cidr));
const running: HostileServer[] = [];

beforeEach(() => {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]) {
    vi.stubEnv(name, "");
  }
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function start(script: Script, options?: Partial<SourceOptions>): Promise<HostileServer> {
  const server = await startServer(script, options);
  running.push(server);
  return server;
}

/** Fetches from a server with this script, with its base address taken out of the answer. */
async function fetchFrom(script: Script, options?: Partial<SourceOptions>): Promise<Live> {
  const { source } = await start(script, options);
  return withoutBase(await fetchLive(snapshot, { now, source }), source);
}

function withoutBase(live: Live, source: SourceOptions): Live {
  return JSON.parse(JSON.stringify(live).replaceAll(new URL(source.apiUrl).origin, ""));
}

const agreed: Live = {
  kind: "live",
  list: {
    cidrs: [...ipv4, ...ipv6],
    etag: "38f79d050aa027e3be3865e495dcc9bc",
    source: "/client/v4/ips",
    crossChecked: true,
    notes: [],
  },
};

describe("a source in order", () => {
  test("is believed, cross-checked, whether or not the text lists end with a line break", async () => {
    expect(await fetchFrom({})).toEqual(agreed);
  });

  test("may answer compressed, and after a redirect", async () => {
    const api: Handler = (response) => {
      response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-encoding": "gzip" });
      response.end(gzipSync(apiBody()));
    };
    const ipv4Moved: Handler = (response, count) => {
      if (count === 1) response.writeHead(301, { location: "/ips-v4?" }).end();
      else sayText(ipv4.join("\r\n"))(response, count, response.req);
    };
    expect(await fetchFrom({ api, ipv4: ipv4Moved })).toEqual(agreed);
  });

  test("adds the union of the API and the text lists, and says where they differ", async () => {
    const live = await fetchFrom({
      api: say(apiBody({ ipv4: [...without(ipv4, "131.0.72.0/22"), "104.28.0.0/16"] })),
    });
    expect(live).toEqual({
      kind: "live",
      list: {
        ...agreed.list,
        cidrs: [...without(ipv4, "131.0.72.0/22"), "104.28.0.0/16", "131.0.72.0/22", ...ipv6],
        notes: ["Only the API names 104.28.0.0/16.", "Only the text lists name 131.0.72.0/22."],
      },
    });
  });

  test("is asked through the proxy that the environment names", async () => {
    const proxy = await start({});
    vi.stubEnv("HTTP_PROXY", new URL(proxy.source.apiUrl).origin);
    vi.stubEnv("NO_PROXY", "");
    vi.stubEnv("no_proxy", "");
    const urls = { apiUrl: "http://ranges.example.com/client/v4/ips", ipv4Url: "http://ranges.example.com/ips-v4" };
    const source = { ...proxy.source, ...urls, ipv6Url: "http://ranges.example.com/ips-v6" };
    const live = await fetchLive(snapshot, { now, source });
    expect(live.kind).toBe("live");
    expect([...proxy.requests].sort()).toEqual(["/client/v4/ips", "/ips-v4", "/ips-v6"]);
  });
});

const glued = `${without(ipv4, "131.0.72.0/22").join("\n")}\n131.0.72.0/222400:cb00::/32`;
const halved = [...without(ipv4, "104.16.0.0/13"), "104.16.0.0/15", "104.18.0.0/16", "104.19.0.0/16"];
const html = say("<!doctype html><title>Sign in to the network</title>", "text/html; charset=utf-8");

describe("an API that answers nonsense is not believed, and not outvoted by the text lists", () => {
  test.each<[string, Handler, string]>([
    ["an empty IPv4 family", say(apiBody({ ipv4: [] })), "it names no IPv4 range"],
    ["an empty IPv6 family", say(apiBody({ ipv6: [] })), "it names no IPv6 range"],
    ["success: false", say('{"success":false,"errors":[],"result":null}'), 'its key "success" is not as documented'],
    ["no result", say('{"success":true}'), 'its key "result" is not as documented'],
    ["a list", say("[]"), "its body is not as documented"],
    ["HTML with status 200", html, 'it is "text/html", not application/json'],
    ["truncated JSON", say('{"success":true,"result'), 'it is not JSON but "{\\"success\\":true,\\"result"'],
    ["an empty body", say(""), 'it is not JSON but ""'],
    ["glued entries", say(apiBody({ ipv4: glued.split("\n") })), '"131.0.72.0/222400:cb00::/32" is not a network'],
    [
      "half a supernet in more pieces",
      say(apiBody({ ipv4: halved })),
      "it lacks 18 % of the IPv4 addresses, more than 10 %",
    ],
    [
      "everything",
      say(apiBody({ ipv4: [...ipv4, "0.0.0.0/0"] })),
      "0.0.0.0/0 is too large: a prefix shorter than /10 is not believed",
    ],
    [
      "a well-formed /9",
      say(apiBody({ ipv4: [...ipv4, "52.0.0.0/9"] })),
      "52.0.0.0/9 is too large: a prefix shorter than /10 is not believed",
    ],
    ["duplicates", say(apiBody({ ipv4: [...ipv4, ...ipv4] })), "173.245.48.0/20 is listed twice"],
    [
      "host bits",
      say(apiBody({ ipv4: [...ipv4, "104.28.0.1/16"] })),
      '"104.28.0.1/16" is not canonical: 104.28.0.0/16 is',
    ],
    ["terminal escapes", say(apiBody({ ipv4: ["\u001b[2J"] })), '"\\u001b[2J" is not a network'],
    ["10 MB", say(`"${"x".repeat(10_000_000)}"`), "it is longer than 65536 bytes"],
    [
      "thousands of entries",
      say(apiBody({ ipv4: Array.from({ length: 3_000 }, () => "1.0.0.0/32") })),
      'its key "result.ipv4_cidrs" is not as documented',
    ],
  ])("%s", async (_title, api, reason) => {
    expect(await fetchFrom({ api })).toEqual({ kind: "unbelievable", reason });
  });

  test("a compressed bomb is measured after decompression", async () => {
    const api: Handler = (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(Buffer.alloc(10_000_000)));
    };
    expect(await fetchFrom({ api })).toEqual({ kind: "unbelievable", reason: "it is longer than 65536 bytes" });
  });
});

const hang: Handler = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"success":');
};
const loop: Handler = (response) => response.writeHead(302, { location: "/client/v4/ips" }).end();
const reset: Handler = (response) => response.destroy();
const cut: Handler = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
  response.write('{"success":', () => response.destroy());
};

describe("an API that is out of reach is stood in for by the text lists", () => {
  test.each<[string, Handler, string, number]>([
    ["a body that never ends", hang, "did not answer in time", 2],
    ["no answer at all", () => undefined, "did not answer in time", 2],
    ["a redirect loop", loop, "redirects too often", 4],
    ["a closed connection", reset, "cut the connection", 2],
    ["a body cut off", cut, "cut the connection", 2],
    ["status 500", say("{}", "application/json", 500), "answered with status 500", 2],
    ["status 429", say("{}", "application/json", 429, { "retry-after": "0" }), "answered with status 429", 2],
    ["status 404", say("{}", "application/json", 404), "answered with status 404", 1],
    ["status 204", say("", "application/json", 204), "answered with status 204", 1],
  ])("%s", async (_title, api, trouble, requests) => {
    const isSilent = trouble === "did not answer in time";
    const server = await start({ api }, { attempts: 2, ...(isSilent && { attemptTimeoutMs: 1_000 }) });
    const live = await fetchLive(snapshot, { now, source: server.source });
    expect(withoutBase(live, server.source)).toEqual({
      kind: "live",
      list: {
        ...agreed.list,
        etag: null,
        source: "/ips-v4",
        crossChecked: false,
        notes: [`The API could not be read: /client/v4/ips ${trouble}.`],
      },
    });
    expect(server.requests.filter((path) => path === "/client/v4/ips")).toHaveLength(requests);
  });

  test("a refused connection", async () => {
    const server = await start({});
    await server.close();
    const live = withoutBase(await fetchLive(snapshot, { now, source: server.source }), server.source);
    expect(live).toEqual({
      kind: "unavailable",
      reason: "/client/v4/ips refused the connection; the text lists: /ips-v4 refused the connection",
    });
  });
});

describe("text lists that are of no use leave the API's list unconfirmed", () => {
  test.each<[string, Script, string]>([
    ["a glued last line", { ipv4: sayText(glued) }, '"131.0.72.0/222400:cb00::/32" is not a network'],
    ["an empty body", { ipv6: sayText("") }, "it names no IPv6 range"],
    ["HTML with status 200", { ipv4: html }, 'it is "text/html", not text/plain'],
    ["status 500", { ipv6: say("", "text/plain", 500) }, "/ips-v6 answered with status 500"],
  ])("%s", async (_title, script, reason) => {
    expect(await fetchFrom(script, { attempts: 1 })).toEqual({
      kind: "live",
      list: { ...agreed.list, crossChecked: false, notes: [`The text lists do not confirm it: ${reason}.`] },
    });
  });

  test("and are not believed in its place", async () => {
    const live = await fetchFrom({ api: say("{}", "application/json", 404), ipv4: sayText(glued) });
    const reason =
      '/client/v4/ips answered with status 404; the text lists: "131.0.72.0/222400:cb00::/32" is not a network';
    expect(live).toEqual({ kind: "unbelievable", reason });
  });

  test("two believable lists are not believed where they grow too far together", async () => {
    const live = await fetchFrom({
      api: say(apiBody({ ipv4: [...ipv4, "104.28.0.0/15"] })),
      ipv4: sayText([...ipv4, "104.30.0.0/15"].join("\n")),
    });
    expect(live).toEqual({
      kind: "unbelievable",
      reason: "of the API and the text lists together, it adds 18 % to the IPv4 addresses, more than 10 %",
    });
  });
});

describe("patience", () => {
  test("a source that recovers is asked again, after the time that it asks for", async () => {
    const api: Handler = (response, count, request) => {
      const answer = count === 1 ? say("", "text/plain", 429, { "retry-after": "1" }) : say(apiBody());
      answer(response, count, request);
    };
    const started = performance.now();
    expect(await fetchFrom({ api })).toEqual(agreed);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  test("a Retry-After as a date is honoured, and one beyond the bound is not waited for", async () => {
    const later = new Date(now.getTime() + 3_600_000).toUTCString();
    const server = await start(
      { api: say("", "text/plain", 503, { "retry-after": later }) },
      { totalTimeoutMs: 60_000 },
    );
    const live = await fetchLive(snapshot, { now, source: server.source });
    expect(live.kind).toBe("live");
    expect(server.requests.filter((path) => path === "/client/v4/ips")).toHaveLength(1);
  });

  test("all attempts together end at the total time limit", async () => {
    const silent: Handler = () => undefined;
    const script = { api: hang, ipv4: silent, ipv6: silent };
    const live = await fetchFrom(script, { attempts: 1_000, attemptTimeoutMs: 50, totalTimeoutMs: 250 });
    expect(live).toEqual({
      kind: "unavailable",
      reason: "/client/v4/ips did not answer in time; the text lists: /ips-v4 did not answer in time",
    });
  });
});

test("a source that flaps between two lists never closes a reviewed range", async () => {
  const short = apiBody({ ipv4: without(ipv4, "131.0.72.0/22"), ipv6: without(ipv6, "2c0f:f248::/32") });
  const api: Handler = (response, count, request) => say(count % 2 === 1 ? short : apiBody())(response, count, request);
  const { source } = await start({ api });
  const networks = (cidrs: readonly string[]) => cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  for (let round = 0; round < 4; round++) {
    const live = await fetchLive(snapshot, { now, source });
    const open = allowed(snapshot, live.kind === "live" ? live.list : null, now);
    expect(live.kind).toBe("live");
    expect(subtract(networks([...ipv4, ...ipv6]), networks(open))).toEqual([]);
    expect(open).toHaveLength(22);
  }
});
