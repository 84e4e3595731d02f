import { describe, expect, test } from "vitest";
import { curlOf, pathOf, stepsOf } from "../../../tools/lab/path";
import type { LabDial, LabObservation } from "../../lab/world";

const host = "www.example.com";
const plain: LabDial = {
  ...{ source: "172.64.0.1", target: "198.51.100.10", port: 80 },
  ...{ host, path: "/", tls: undefined },
};
const secure: LabDial = { ...plain, port: 443, tls: { serverName: host, names: [host], authorities: [] } };
const network = "routes, network ACLs, security groups";
const passed = [network, "let it in and back"];

describe("a path", () => {
  test.each<readonly [string, LabObservation, readonly (readonly string[])[]]>([
    ["a refusal", { stage: "connect", error: "ECONNREFUSED" }, [passed, ["listener", "none: refused"]]],
    ["silence", { stage: "connect", error: "ETIMEDOUT" }, [[network, "no reply: a route leads elsewhere"]]],
    [
      "a failed handshake",
      { stage: "handshake", error: "closed" },
      [passed, ["listener", "accepts"], ["TLS handshake", "fails: closed"]],
    ],
    [
      "a refused certificate",
      { stage: "certificate", error: "CERT_HAS_EXPIRED" },
      [passed, ["listener", "accepts"], ["TLS handshake", "done"], ["certificate", "refused: CERT_HAS_EXPIRED"]],
    ],
    [
      "a redirect",
      { stage: "answer", status: 301, location: "https://www.example.com/" },
      [
        passed,
        ["listener", "accepts"],
        ["TLS handshake", "done"],
        ["certificate", "accepted"],
        ["answer", "301 to https://www.example.com/"],
      ],
    ],
  ])("ends with %s", (_, observation, steps) => {
    expect(stepsOf(secure, observation, [])).toEqual(steps);
  });

  test("has no handshake where the edge speaks plain HTTP", () => {
    expect(stepsOf(plain, { stage: "request", error: "ECONNRESET" }, [])).toEqual([
      passed,
      ["listener", "accepts"],
      ["answer", "none: ECONNRESET"],
    ]);
  });

  test("names who has counted one more dropped packet than before", async () => {
    const counts = [
      new Map([
        ["the network ACL of subnet a, egress", 4],
        ["the security groups of web, ingress", 7],
      ]),
      new Map([
        ["the network ACL of subnet a, egress", 4],
        ["the security groups of web, ingress", 8],
      ]),
    ];
    const cell = {
      drops: () => Promise.resolve(counts.shift() ?? new Map<string, number>()),
      dial: () => Promise.resolve([{ stage: "connect", error: "ETIMEDOUT" } as const]),
    };
    expect(await pathOf(cell, secure)).toEqual([[network, "dropped by the security groups of web, ingress"]]);
  });
});

test("a request of the edge can be repeated: its port, its scheme, its name and its Host header", () => {
  expect(curlOf(plain)).toBe(
    "curl -v --max-time 5 --interface 172.64.0.1 --connect-to '::198.51.100.10:80' http://www.example.com/",
  );
  const other: LabDial = { ...secure, port: 8443, target: "2001:db8:0:1::a", host: "app.example.com" };
  expect(curlOf(other)).toBe(
    "curl -kv --max-time 5 --interface 172.64.0.1 --connect-to '::[2001:db8:0:1::a]:8443' -H 'Host: app.example.com' https://www.example.com:8443/",
  );
});
