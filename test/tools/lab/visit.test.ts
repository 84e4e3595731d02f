import { expect, test } from "vitest";
import type { Example } from "../../../policies/example";
import { graphOf } from "../../../policies/example-graph";
import noRedirectLoop from "../../../policies/rules/no-redirect-loop";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { Issuer } from "../../lab/certificates";
import { readCase } from "../../lab/read/case";
import { visit } from "../../lab/visit";
import type { LabDial, LabObservation } from "../../lab/world";

const https = { scheme: "https", port: 443 } as const;

/** Visits the first hostname of an example from three places, each of which meets something else. */
async function met(
  example: Omit<Example, "title">,
  answer: (dial: LabDial) => LabObservation,
): Promise<readonly (readonly [string, string | undefined])[]> {
  const issuer = await Issuer.create(new Date());
  const { hostnames } = await readCase(graphOf({ title: "to be visited", ...example }), issuer);
  const [hostname] = hostnames;
  if (hostname === undefined) throw new Error("The example has no hostname that the lab shows.");
  const cell = { dial: (dials: readonly LabDial[]) => Promise.resolve(dials.map(answer)) };
  const probes = ["172.64.0.1", "104.16.0.1", "162.158.0.1"].map((address) => ({ range: address, address }));
  const witnesses = await visit({ cell, issuer, hostnames, family: 4 }, { hostname, ...https }, probes);
  return witnesses.map(({ saw, untold }) => [String(saw), untold]);
}

const page: LabObservation = { stage: "answer", status: 200, location: undefined };
const silence: LabObservation = { stage: "connect", error: "ETIMEDOUT" };

test("what vanishes on the way tells, and what meets a server of which nothing is told does not", async () => {
  const why = 'nothing tells what listens on instance "server"';
  const observed = await met({ site: "instance", set: { server: { tags: {} } } }, ({ source }) => {
    if (source === "172.64.0.1") return silence;
    return source === "104.16.0.1" ? { stage: "connect", error: "ECONNREFUSED" } : page;
  });
  expect(observed).toEqual([
    ["522", undefined],
    ["521", why],
    ["ok", why],
  ]);
});

test("a certificate that is not told matters to whom sees it, in the strict modes", async () => {
  const answer = ({ source }: LabDial): LabObservation => {
    if (source === "172.64.0.1") return silence;
    return source === "104.16.0.1" ? { stage: "handshake", error: "closed" } : page;
  };
  expect(await met({ site: "instance" }, answer)).toEqual([
    ["522", undefined],
    ["525", undefined],
    ["ok", "the certificate is not told"],
  ]);
  const inFull = await met({ site: "instance", set: { ssl: { value: "full" } } }, answer);
  expect(inFull.map(([, untold]) => untold)).toEqual([undefined, undefined, undefined]);
});

test("a redirect that comes back goes round, and one to another path does not until it comes back", async () => {
  const to = (location: string) => (): LabObservation => ({ stage: "answer", status: 301, location });
  const saw = async (answer: (dial: LabDial) => LabObservation) => (await met({}, answer))[0]?.[0];
  expect(await saw(to("https://www.example.com/"))).toBe("loop");
  expect(await saw(to("https://www.example.com/login"))).toBe("loop");
  expect(await saw(({ path }) => (path === "/" ? to("https://www.example.com/login")() : page))).toBe("ok");
  expect(await saw(to("https://elsewhere.example.net/"))).toBe("ok");
});

test("a redirect of the edge is followed to another hostname of the program", async () => {
  const { examples } = noRedirectLoop;
  const round = examples.bad.find(({ title }) => title.endsWith("and www back")) ?? {};
  const oneWay = examples.good.find(({ title }) => title.endsWith("bare domain to www")) ?? {};
  expect(await met(round, () => page)).toEqual([["loop", undefined]]);
  const saw = (await met(oneWay, () => page)).map(([each]) => each);
  expect(new Set(saw)).toEqual(new Set(["ok"]));
});

test("a redirect of the edge is followed with its path", async () => {
  const rule = (expression: string, value: string): Omit<Example, "title"> => ({
    add: {
      rules: resource(types.ruleset, {
        ...{ zoneId: output("zone", "id"), kind: "zone", name: "rules", phase: "http_request_dynamic_redirect" },
        rules: [{ expression, action: "redirect", actionParameters: { fromValue: { targetUrl: { value } } } }],
      }),
    },
  });
  const edgeSays = async (expression: string) =>
    (await met(rule(expression, "https://www.example.com/a"), () => page))[0];
  expect(await edgeSays("true")).toEqual(["loop", undefined]);
  expect(await edgeSays('http.request.uri.path eq "/"')).toEqual(["redirected", undefined]);
});
