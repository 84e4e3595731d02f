import { describe, expect, test } from "vitest";
import { InstanceOrigin } from "../../../infra/components/instance-origin";
import { notKnown } from "../../../src/graph/value";
import { recordProgram } from "../record-program";
import { smallFirewall, standingNetwork } from "./site";

function make(protect?: boolean): InstanceOrigin {
  return new InstanceOrigin("one", {
    network: standingNetwork(),
    firewalls: [smallFirewall()],
    ami: "ami-1",
    instanceType: "t4g.small",
    userData: "#!/bin/sh",
    listens: [
      { scheme: "https", port: 443 },
      { scheme: "http", port: 80 },
    ],
    ...(protect !== undefined && { protect }),
  });
}

describe("InstanceOrigin", () => {
  test("is dialled at its elastic address, never at the one that AWS gives by itself", async () => {
    const { nodes, edges, children } = await recordProgram(() => {
      const { target } = make();
      return { target };
    });
    expect(children.filter((child) => child.endsWith(" one"))).toEqual([
      "Eip one",
      "EipAssociation one",
      "Instance one",
      "InstanceOrigin one",
    ]);
    expect(edges("EipAssociation", "one", "allocationId")).toEqual(["Eip one"]);
    expect(edges("EipAssociation", "one", "instanceId")).toEqual(["Instance one"]);
    const instance = nodes.find((node) => node.type.endsWith(":Instance"));
    expect(instance?.inputs).not.toHaveProperty("associatePublicIpAddress");
  });

  test("says what listens, waits for the rules, and is protected with its address", async () => {
    const { get, edges } = await recordProgram(() => make());
    expect(get("Instance", "one").inputs).toMatchObject({
      tags: { Name: "one", "no521:listens": "443/https 80/http" },
      vpcSecurityGroupIds: [notKnown],
      subnetId: "subnet-a",
      metadataOptions: { httpTokens: "required" },
    });
    expect(edges("Instance", "one", "")).toContain("SecurityGroupIngressRule web-203-0-113-0-24");
    expect(get("Instance", "one").options.protect).toBe(true);
    expect(get("Eip", "one").options.protect).toBe(true);
    expect(get("Eip", "one").inputs.domain).toBe("vpc");
  });

  test("lifts the protection on request", async () => {
    const { get } = await recordProgram(() => make(false));
    expect([get("Instance", "one").options.protect, get("Eip", "one").options.protect]).toEqual([false, false]);
  });
});
