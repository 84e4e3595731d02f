import { describe, expect, test } from "vitest";
import { OriginFirewall } from "../../../infra/components/origin-firewall";
import { checkerAdmission } from "../../../infra/components/plan/firewall";
import { recordProgram } from "../record-program";

const ranges = ["203.0.113.0/24", "2001:db8::/32"];

describe("OriginFirewall", () => {
  test("makes one group and one rule for each range, named by the range", async () => {
    const { children } = await recordProgram(
      () => new OriginFirewall("web", { vpcId: "vpc-1", port: 443, admission: { kind: "rules", ranges } }),
    );
    expect(children).toEqual([
      "OriginFirewall web",
      "SecurityGroup web",
      "SecurityGroupIngressRule web-2001-db8-32",
      "SecurityGroupIngressRule web-203-0-113-0-24",
    ]);
  });

  test("admits a range over its own family on the one port, and each rule belongs to the group", async () => {
    const { get, edges } = await recordProgram(
      () => new OriginFirewall("web", { vpcId: "vpc-1", port: 8443, admission: { kind: "rules", ranges } }),
    );
    const { securityGroupId: _, ...ipv4 } = get("SecurityGroupIngressRule", "web-203-0-113-0-24").inputs;
    expect(ipv4).toEqual({ ipProtocol: "tcp", fromPort: 8443, toPort: 8443, cidrIpv4: "203.0.113.0/24" });
    const { securityGroupId: __, ...ipv6 } = get("SecurityGroupIngressRule", "web-2001-db8-32").inputs;
    expect(ipv6).toEqual({ ipProtocol: "tcp", fromPort: 8443, toPort: 8443, cidrIpv6: "2001:db8::/32" });
    expect(edges("SecurityGroupIngressRule", "web-2001-db8-32", "securityGroupId")).toEqual(["SecurityGroup web"]);
  });

  test("leaves the group's name to the engine and never revokes its rules before it goes", async () => {
    const { get } = await recordProgram(
      () => new OriginFirewall("web", { vpcId: "vpc-1", port: 443, admission: { kind: "rules", ranges } }),
    );
    const group = get("SecurityGroup", "web");
    expect(group.inputs).toEqual({
      vpcId: "vpc-1",
      description: "Admits to the origin on one port.",
      tags: { Name: "web" },
    });
    expect(group.options).toMatchObject({ protect: true, deleteBeforeReplace: false });
    expect(get("SecurityGroupIngressRule", "web-2001-db8-32").options.protect).toBe(false);
  });

  test("lifts the protection on request", async () => {
    const { get } = await recordProgram(
      () =>
        new OriginFirewall("web", { vpcId: "vpc-1", port: 443, protect: false, admission: { kind: "rules", ranges } }),
    );
    expect(get("SecurityGroup", "web").options.protect).toBe(false);
  });

  test("opens the egress only where it is asked to", async () => {
    const { get, children } = await recordProgram(() => {
      const rest = { vpcId: "vpc-1", port: 443, admission: { kind: "rules", ranges } } as const;
      new OriginFirewall("open", { ...rest, egress: "everywhere" });
      new OriginFirewall("shut", rest);
    });
    expect(get("SecurityGroupEgressRule", "open-out-ipv4").inputs).toMatchObject({
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
    expect(get("SecurityGroupEgressRule", "open-out-ipv6").inputs).toMatchObject({
      ipProtocol: "-1",
      cidrIpv6: "::/0",
    });
    expect(children.filter((child) => child.includes("Egress"))).toHaveLength(2);
  });

  test("puts the ranges into a list for each family, without descriptions and with room to grow", async () => {
    const { get, edges } = await recordProgram(
      () =>
        new OriginFirewall("web", {
          vpcId: "vpc-1",
          port: 443,
          admission: { kind: "prefix-lists", ranges, maxEntries: { ipv4: 25, ipv6: 12 } },
        }),
    );
    expect(get("ManagedPrefixList", "web-ipv4").inputs).toEqual({
      addressFamily: "IPv4",
      maxEntries: 25,
      entries: [{ cidr: "203.0.113.0/24" }],
    });
    expect(get("ManagedPrefixList", "web-ipv6").inputs).toMatchObject({ addressFamily: "IPv6", maxEntries: 12 });
    expect(get("SecurityGroupIngressRule", "web-ipv4").inputs).not.toHaveProperty("cidrIpv4");
    expect(edges("SecurityGroupIngressRule", "web-ipv4", "prefixListId")).toEqual(["ManagedPrefixList web-ipv4"]);
  });

  test("admits the health checkers by AWS's own list", async () => {
    const { get } = await recordProgram(
      () => new OriginFirewall("checks", { vpcId: "vpc-1", port: 443, admission: checkerAdmission("pl-0a1b") }),
    );
    expect(get("SecurityGroupIngressRule", "checks-route53").inputs).toMatchObject({ prefixListId: "pl-0a1b" });
  });

  test("registers nothing where the quota is exceeded", async () => {
    const failing = recordProgram(
      () =>
        new OriginFirewall("web", {
          vpcId: "vpc-1",
          port: 443,
          rulesPerGroup: 0,
          admission: { kind: "rules", ranges },
        }),
    );
    await expect(failing).rejects.toThrow(expect.objectContaining({ propertyPath: "admission" }));
  });
});
