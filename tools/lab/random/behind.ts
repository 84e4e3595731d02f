import type { Input, Inputs, Piece, Site } from "../../../policies/example";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { listening, serverIn } from "./instance";
import type { RandomBehind, RandomHost } from "./site";

/** Writes the targets of a balancer, and the way to them. */
export function behindOf(
  { behind }: Extract<RandomHost, { kind: "balancer" }>,
  groups: readonly Input[],
  id: (name: string) => string,
): Site {
  const vpcId = output("vpc", "id");
  const targets: Site = {
    [id("targets")]: resource(types.targetGroup, {
      vpcId,
      port: behind.groupPort,
      protocol: behind.groupTls ? "HTTPS" : "HTTP",
      targetType: "instance",
    }),
  };
  if (behind.count === "empty-fleet") {
    return {
      ...targets,
      ...innerOf(behind, groups, id),
      [id("template")]: resource(types.launchTemplate, { vpcSecurityGroupIds: [output(id("inner"), "id")] }),
      [id("fleet")]: resource(types.autoscalingGroup, {
        minSize: 0,
        maxSize: 0,
        vpcZoneIdentifiers: [output("subnet0", "id")],
        launchTemplate: { id: output(id("template"), "id") },
        targetGroupArns: [output(id("targets"), "arn")],
      }),
    };
  }
  const { servers, site } = serversOf(behind, groups, id);
  return {
    ...targets,
    ...site,
    ...Object.fromEntries(servers.map((name) => [`${name}Attachment`, attachmentOf(id("targets"), name)])),
  };
}

/** Registers an instance in a target group. */
export function attachmentOf(targets: string, server: string): Piece {
  return resource(types.targetGroupAttachment, {
    targetGroupArn: output(targets, "arn"),
    targetId: output(server, "id"),
  });
}

/** Writes the instances behind a balancer, and the group that they wear. */
export function serversOf(
  behind: RandomBehind,
  groups: readonly Input[],
  id: (name: string) => string,
): { readonly servers: readonly string[]; readonly site: Site } {
  const servers = behind.count === "two" ? [id("first"), id("second")] : [id("first")];
  const server = (index: number) =>
    serverIn(index, [output(id("inner"), "id")], behind.listens === null ? {} : listening(behind.listens));
  const site = Object.fromEntries(servers.map((name, index) => [name, server(index)]));
  return { servers, site: { ...innerOf(behind, groups, id), ...site } };
}

function innerOf(behind: RandomBehind, groups: readonly Input[], id: (name: string) => string): Site {
  const port = { protocol: "tcp", fromPort: behind.groupPort, toPort: behind.groupPort };
  const admitted: Record<RandomBehind["admits"], readonly Inputs[]> = {
    balancer: [{ ...port, securityGroups: groups.slice(0, 1) }],
    network: [{ ...port, cidrBlocks: ["10.0.0.0/16"] }],
    nobody: [],
    everybody: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  };
  const vpcId = output("vpc", "id");
  return { [id("inner")]: resource(types.securityGroup, { vpcId, ingress: admitted[behind.admits], egress: [] }) };
}
