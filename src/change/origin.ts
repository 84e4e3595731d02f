import { guards, served, targetGroupsOf, targetGuards } from "../findings/served";
import { chosenName } from "../graph/autonames";
import { asText, isDeclared } from "../graph/read";
import { types } from "../graph/types";
import { changed, hostnamesOf, isDeletedFirst } from "./step";
import type { Kept, Transition, Watcher } from "./transition";

/**
 * What wears a group moves to its successor as soon as that has an id. With a fixed name the old one is deleted first,
 * which AWS refuses while it is in use, after the engine has deleted its rules.
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/
 */
export const groups: Watcher = (step) => {
  const [guarding, behind] = [guards(step.before), targetGuards(step.before)];
  return step.kept
    .filter(({ was }) => was.type === types.securityGroup)
    .flatMap((pair): readonly Transition[] => {
      const why = changed(pair, "name", "namePrefix", "description", "vpcId");
      const inFront = hostnamesOf(pair.was, guarding);
      const hostnames = inFront.length > 0 ? inFront : hostnamesOf(pair.was, behind);
      if (why === undefined || hostnames.length === 0) return [];
      const isFirst = isDeletedFirst(pair);
      return [
        {
          cause: "group-replaced",
          severity: isFirst ? "error" : "warning",
          // A balancer that does not get through to its targets answers itself.
          codes: inFront.length > 0 ? [522] : [504, 522],
          resource: pair.was.urn,
          hostnames,
          what: isFirst
            ? `Security group "${pair.was.name}" changes its ${why} and is deleted before it is made anew: its rules go first, and the group cannot go while it is in use.`
            : `Security group "${pair.was.name}" changes its ${why}, which replaces it: what wears it may move to the new group before that has rules.`,
          fix: `Keep the ${why} as it was, or make a second group, move to it and remove this one later.`,
          related: [],
        },
      ];
    });
};

/**
 * A balancer that is replaced has another name and other addresses, and AWS ties a target group to one balancer.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
export const balancers: Watcher = (step) => {
  const serving = served(step.before, types.loadBalancer);
  return step.kept
    .filter(({ was }) => was.type === types.loadBalancer)
    .flatMap((pair): readonly Transition[] => {
      const why = changed(pair, "name", "internal", "loadBalancerType") ?? firstGroup(pair);
      const hostnames = hostnamesOf(pair.was, serving);
      if (why === undefined || hostnames.length === 0) return [];
      const tied = targetGroupsOf(step.before.graph, pair.was);
      return [
        {
          cause: "balancer-replaced",
          severity: isDeletedFirst(pair) ? "error" : "warning",
          codes: isDeletedFirst(pair) ? [522, 530] : ["deploy"],
          resource: pair.was.urn,
          hostnames,
          what: isDeletedFirst(pair)
            ? `Load balancer "${pair.was.name}" changes its ${why} and is deleted before its successor is made.`
            : `Load balancer "${pair.was.name}" changes its ${why}, which replaces it, and its target groups can belong to one balancer at a time.`,
          fix: "Make a second load balancer with target groups of its own, repoint the records, and remove this one later.",
          related: tied.map((group) => ({ resource: group.urn, says: `target group "${group.name}" is tied to it` })),
        },
      ];
    });
};

/** The first group of a network load balancer, and the loss of its last one, replace it. */
function firstGroup({ was, is }: Kept): string | undefined {
  const isNetwork = asText(is.inputs.loadBalancerType) === "network";
  return isNetwork && isDeclared(was, "securityGroups") !== isDeclared(is, "securityGroups")
    ? "securityGroups"
    : undefined;
}

/**
 * A target group with a fixed name is deleted before its successor is made, which AWS refuses while a listener uses it.
 * @see https://github.com/pulumi/pulumi-aws/issues/4220
 */
export const targetGroups: Watcher = (step) => {
  const serving = served(step.before, types.loadBalancer).flatMap(({ node, hostnames }) =>
    targetGroupsOf(step.before.graph, node).map((group) => ({ node: group, hostnames })),
  );
  return step.kept
    .filter(({ was }) => was.type === types.targetGroup)
    .flatMap((pair): readonly Transition[] => {
      const why = changed(pair, "name", "port", "protocol", "protocolVersion", "vpcId", "targetType", "ipAddressType");
      const hostnames = [
        ...new Set(serving.filter(({ node }) => node.urn === pair.was.urn).flatMap((each) => each.hostnames)),
      ];
      const isFixed = chosenName(pair.was) !== undefined && isDeletedFirst(pair);
      if (why === undefined || why === "name" || hostnames.length === 0 || !isFixed) return [];
      return [
        {
          cause: "target-group-replaced",
          severity: "error",
          codes: ["deploy"],
          resource: pair.was.urn,
          hostnames: hostnames.toSorted(),
          what: `Target group "${pair.was.name}" has a fixed name and changes its ${why}: it is deleted before it is made anew, and AWS refuses that while a listener uses it.`,
          fix: "Make a second target group, repoint the listener to it, and remove this one later.",
          related: [],
        },
      ];
    });
};

/**
 * Another image replaces an instance; another type or script stops and starts it.
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/ec2/instance/
 */
export const instances: Watcher = (step) => {
  const serving = served(step.before, types.instance);
  return step.kept
    .filter(({ was }) => was.type === types.instance)
    .flatMap((pair): readonly Transition[] => {
      const why = changed(pair, "ami", "subnetId", "userData", "userDataBase64", "instanceType");
      const hostnames = hostnamesOf(pair.was, serving);
      if (why === undefined || hostnames.length === 0) return [];
      const replaces = why === "ami" || why === "subnetId" || pair.is.inputs.userDataReplaceOnChange === true;
      return [
        {
          cause: "instance-interrupted",
          severity: "warning",
          codes: replaces ? [521, 522] : [522, 521],
          resource: pair.was.urn,
          hostnames,
          what: replaces
            ? `Instance "${pair.was.name}" changes its ${why}, which replaces it: the address moves before the new server listens.`
            : `Instance "${pair.was.name}" changes its ${why}, which stops and starts it.`,
          fix: "Put two servers behind a load balancer, or deploy when nobody visits.",
          related: [],
        },
      ];
    });
};
