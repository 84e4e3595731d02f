import { describe, expect, test } from "vitest";
import { pathOf } from "../../src/report/path";
import type { ReportRow } from "../../src/report/schema";

type Dial = ReportRow["dials"][number];

const dial: Dial = { target: "alb", port: 443, tls: "verified", outcome: "ok", failures: [], doubts: [] };

function failure(hop: Dial["failures"][number]["hop"], ranges: readonly string[] = []): Dial["failures"][number] {
  return { hop, cause: "nothing-listens", codes: [521], why: `stopped at ${hop}`, resource: "urn", ranges };
}

function states(change: Partial<Dial>): readonly string[] {
  return pathOf({ ...dial, ...change }).map(({ hop, state }) => `${hop} ${state}`);
}

describe("the path of a dial", () => {
  test("has all hops of a verified connection", () => {
    expect(pathOf(dial).map(({ hop, state }) => [hop, state])).toEqual(
      ["edge", "resolve", "route", "network-acl", "security-group", "listener", "tls"]
        .concat(["certificate", "client-certificate", "backend"])
        .map((hop) => [hop, "passes"]),
    );
  });

  test("has no certificate where nobody looks at it, and no handshake where nothing is encrypted", () => {
    expect(pathOf({ ...dial, tls: "unverified" }).map(({ hop }) => hop)).not.toContain("certificate");
    const plain = pathOf({ ...dial, tls: "none" }).map(({ hop }) => hop);
    expect(plain).toEqual(["edge", "resolve", "route", "network-acl", "security-group", "listener", "backend"]);
  });

  test("is empty where the edge answers itself", () => {
    expect(pathOf({ ...dial, port: null, tls: null, outcome: "redirected" })).toEqual([]);
  });

  test("ends where everybody is stopped, and goes on where some ranges are", () => {
    expect(
      states({ tls: "none", failures: [failure("security-group", ["192.0.2.0/24"]), failure("listener")] }),
    ).toEqual([
      ...["edge passes", "resolve passes", "route passes", "network-acl passes"],
      ...["security-group partly", "listener fails", "backend beyond"],
    ]);
  });

  test("shows nothing as passed behind a doubt about what is dialled", () => {
    const doubts = [{ hop: "resolve" as const, resource: "urn", why: "nobody knows" }];
    expect(states({ tls: "none", doubts })).toEqual([
      ...["edge passes", "resolve unknown", "route unjudged", "network-acl unjudged", "security-group unjudged"],
      ...["listener unjudged", "backend unjudged"],
    ]);
    expect(pathOf({ ...dial, port: null, tls: null, doubts }).at(-1)?.state).toBe("unjudged");
  });

  test("goes on behind a doubt about a single hop", () => {
    const doubts = [{ hop: "route" as const, resource: "urn", why: "nobody knows" }];
    expect(states({ tls: "none", doubts }).slice(1, 4)).toEqual([
      ...["resolve passes", "route unknown", "network-acl passes"],
    ]);
  });

  test("gives the reasons and the ranges of a hop once", () => {
    const both = [failure("route", ["192.0.2.0/24"]), failure("route", ["192.0.2.0/24", "198.51.100.0/24"])];
    expect(pathOf({ ...dial, failures: both }).at(2)).toEqual({
      hop: "route",
      state: "partly",
      whys: ["stopped at route", "stopped at route"],
      ranges: ["192.0.2.0/24", "198.51.100.0/24"],
    });
  });
});
