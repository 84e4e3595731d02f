import { describe, expect, test } from "vitest";
import { PublicNetwork } from "../../../infra/components/public-network";
import { recordProgram } from "../record-program";

function make(ipv6: boolean): PublicNetwork {
  return new PublicNetwork("net", {
    cidrBlock: "10.20.0.0/16",
    zones: ["z1", "z2"],
    ipv6,
    edgeRanges: ["172.64.0.0/13"],
  });
}

describe("PublicNetwork", () => {
  test("leads every subnet to the internet", async () => {
    const { children, edges, get } = await recordProgram(() => make(false));
    expect(children).toEqual([
      "InternetGateway net-gateway",
      "PublicNetwork net",
      "Route net-ipv4",
      "RouteTable net-public",
      "RouteTableAssociation net-z1",
      "RouteTableAssociation net-z2",
      "Subnet net-z1",
      "Subnet net-z2",
      "Vpc net",
    ]);
    expect(get("Route", "net-ipv4").inputs.destinationCidrBlock).toBe("0.0.0.0/0");
    expect(edges("Route", "net-ipv4", "gatewayId")).toEqual(["InternetGateway net-gateway"]);
    expect(edges("RouteTableAssociation", "net-z2", "subnetId")).toEqual(["Subnet net-z2"]);
    expect(get("Subnet", "net-z2").inputs).not.toHaveProperty("ipv6CidrBlock");
  });

  test("has IPv6 with a route of its own where it is asked to", async () => {
    const { get, edges } = await recordProgram(() => make(true));
    expect(get("Vpc", "net").inputs.assignGeneratedIpv6CidrBlock).toBe(true);
    expect(get("Route", "net-ipv6").inputs.destinationIpv6CidrBlock).toBe("::/0");
    expect(edges("Subnet", "net-z1", "ipv6CidrBlock")).toEqual(["Vpc net"]);
  });
});
