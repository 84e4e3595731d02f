import { describe, expect, test } from "vitest";
import type { Inputs } from "../../../policies/example";
import { graphOf, urnOf } from "../../../policies/example-graph";
import policy from "../../../policies/rules/require-health-check-port";
import { admit, output, plainListener, resource } from "../../../policies/sites";
import { createGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import { found, foundIn } from "../judged";

function cloudflareCheck(inputs: Inputs) {
  return resource(types.healthcheck, { name: "origin", address: output("balancer", "dnsName"), ...inputs });
}

function route53Check(inputs: Inputs) {
  return resource(types.route53HealthCheck, { fqdn: output("balancer", "dnsName"), ...inputs });
}

function said(check: ReturnType<typeof resource>) {
  return found(policy, { add: { check } }).map(({ what, fix }) => [what, fix]);
}

describe("a health check of Cloudflare", () => {
  test("probes port 80 where the port is left out, whatever the type", () => {
    expect(found(policy, { add: { check: cloudflareCheck({ type: "HTTPS" }) } })).toEqual([
      {
        id: `require-health-check-port:${urnOf(types.healthcheck, "check")}`,
        policy: "require-health-check-port",
        cause: "health-check-port",
        kind: "hazard",
        severity: "warning",
        resource: urnOf(types.healthcheck, "check"),
        codes: [521, 522, 525],
        hostnames: ["www.example.com"],
        what: 'Health check "check" probes HTTPS on port 80 (the default), while the edge dials HTTPS on port 443.',
        fix: "Set the type to HTTPS and httpConfig.port to 443.",
        docs: "https://github.com/no521/no521/blob/main/docs/policies/require-health-check-port.md",
        related: [{ resource: urnOf(types.loadBalancer, "balancer"), says: "the edge dials it, HTTPS on port 443" }],
      },
    ]);
  });

  test("finds an instance by its public name as well", () => {
    const check = cloudflareCheck({ address: output("server", "publicDns"), type: "HTTPS" });
    expect(found(policy, { site: "instance", add: { check } }).map(({ what }) => what)).toEqual([
      'Health check "check" probes HTTPS on port 80 (the default), while the edge dials HTTPS on port 443.',
    ]);
  });

  test("is of type HTTP where the type is left out", () => {
    expect(said(cloudflareCheck({}))).toEqual([
      [
        'Health check "check" probes HTTP on port 80 (the default), while the edge dials HTTPS on port 443.',
        "Set the type to HTTPS and httpConfig.port to 443.",
      ],
    ]);
  });

  test("that speaks plain HTTP to the port of TLS is reported", () => {
    expect(said(cloudflareCheck({ type: "HTTP", httpConfig: { port: 443 } }))).toEqual([
      [
        'Health check "check" probes HTTP on port 443, while the edge dials HTTPS on port 443.',
        "Set the type to HTTPS and httpConfig.port to 443.",
      ],
    ]);
  });

  test("of type TCP only needs the port", () => {
    expect(said(cloudflareCheck({ type: "TCP", tcpConfig: { port: 443 } }))).toEqual([]);
    expect(said(cloudflareCheck({ type: "TCP", tcpConfig: { port: 22 } }))).toEqual([
      [
        'Health check "check" probes TCP on port 22, while the edge dials HTTPS on port 443.',
        "Set the type to HTTPS and httpConfig.port to 443.",
      ],
    ]);
  });

  test("probes the default port where a preview already shows it", () => {
    const { nodes } = graphOf({ title: "", add: { check: cloudflareCheck({ type: "HTTPS" }) } });
    const planned = nodes.map((node) =>
      node.name === "check" ? { ...node, outputs: { httpConfig: [{ port: 80, path: "/" }] } } : node,
    );
    expect(foundIn(policy, createGraph(planned)).map(({ what }) => what)).toEqual([
      'Health check "check" probes HTTPS on port 80 (the default), while the edge dials HTTPS on port 443.',
    ]);
  });

  test("is not judged while its type or its settings are not known", () => {
    const { nodes } = graphOf({ title: "", add: { check: cloudflareCheck({ type: "HTTPS" }) } });
    const judgeWith = (inputs: object) =>
      foundIn(
        policy,
        createGraph(
          nodes.map((node) => (node.name === "check" ? { ...node, inputs: { ...node.inputs, ...inputs } } : node)),
        ),
      );
    expect(judgeWith({})).toHaveLength(1);
    expect(judgeWith({ type: notKnown })).toEqual([]);
    expect(judgeWith({ httpConfig: notKnown })).toEqual([]);
    expect(judgeWith({ httpConfig: { port: notKnown } })).toEqual([]);
  });

  test("is not judged at an address that no hostname leads to", () => {
    expect(said(cloudflareCheck({ type: "HTTPS", address: "198.51.100.7" }))).toEqual([]);
  });
});

describe("a health check of Route 53", () => {
  test("takes the port of its type", () => {
    expect(said(route53Check({ type: "HTTPS_STR_MATCH" }))).toEqual([]);
    expect(said(route53Check({ type: "HTTP" }))).toEqual([
      [
        'Health check "check" probes HTTP on port 80 (the default), while the edge dials HTTPS on port 443.',
        "Set the type to HTTPS and the port to 443.",
      ],
    ]);
  });

  test("of type TCP has no port of its own", () => {
    expect(said(route53Check({ type: "TCP" }))).toEqual([]);
    expect(said(route53Check({ type: "TCP", port: 22 }))).toHaveLength(1);
  });

  test("that sums up others has no port", () => {
    expect(said(route53Check({ type: "CALCULATED" }))).toEqual([]);
  });

  test("is judged by the address where it has one beside a name", () => {
    const check = resource(types.route53HealthCheck, {
      type: "HTTP",
      fqdn: "www.example.com",
      ipAddress: output("address", "publicIp"),
    });
    expect(found(policy, { site: "instance", add: { check } }).map(({ what }) => what)).toEqual([
      'Health check "check" probes HTTP on port 80 (the default), while the edge dials HTTPS on port 443.',
    ]);
  });
});

describe("the end of an elastic address", () => {
  const check = resource(types.healthcheck, {
    type: "HTTPS",
    address: output("address", "publicIp"),
    httpConfig: { port: 8443 },
  });
  const address = resource(types.eip, { domain: "vpc" });

  test("is the instance that an association gives it to", () => {
    const association = resource(types.eipAssociation, {
      allocationId: output("address", "allocationId"),
      instanceId: output("server", "id"),
    });
    const findings = found(policy, { site: "instance", add: { address, association, check } });
    expect(findings.map(({ related }) => related.map(({ resource: urn }) => urn))).toEqual([
      [urnOf(types.instance, "server")],
    ]);
  });

  test("is the network load balancer that holds it", () => {
    const balancer = resource(types.loadBalancer, {
      loadBalancerType: "network",
      securityGroups: [output("firewall", "id")],
      subnetMappings: [{ subnetId: output("subnet", "id"), allocationId: output("address", "allocationId") }],
    });
    const www = { type: "A", content: output("address", "publicIp") };
    const findings = found(policy, { add: { address, balancer, check }, set: { www } });
    expect(findings.map(({ related }) => related.map(({ resource: urn }) => urn))).toEqual([
      [urnOf(types.loadBalancer, "balancer")],
    ]);
  });
});

test("names every way in which the edge dials, and proposes the first", () => {
  const findings = found(policy, {
    add: { plainListener, check: route53Check({ type: "HTTP", port: 8080 }) },
    set: { https: { value: "off" }, firewall: { ingress: [admit(80), admit(443)] } },
  });
  expect(findings.map(({ what, fix }) => [what, fix])).toEqual([
    [
      'Health check "check" probes HTTP on port 8080, while the edge dials HTTP on port 80 and HTTPS on port 443.',
      "Set the type to HTTP and the port to 80.",
    ],
  ]);
});
