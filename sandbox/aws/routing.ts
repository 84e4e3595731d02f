import { list as listOf, text as textOf } from "../provider/property";
import { bag, type Cloud, type ResourceType, text } from "../provider/resource-type";
import { refusalText, refuse } from "../refusals";
import { awsType, newId, ownership } from "./aws-type";
import {
  EIP,
  INSTANCE,
  INTERNET_GATEWAY,
  LOAD_BALANCER,
  ROUTE,
  ROUTE_TABLE,
  ROUTE_TABLE_ASSOCIATION,
  SUBNET,
  VPC,
} from "./names";

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-igw.html */
export const internetGateway: ResourceType = awsType({
  ...INTERNET_GATEWAY,
  inputs: { vpcId: text({ cloudFills: true }) },
  outputs: ["arn", "ownerId"],
  references: [{ path: "vpcId", to: [VPC], absent: "noSuchVpc", holds: true }],
  create({ cloud, inputs }) {
    requireFree(cloud, textOf(inputs.vpcId), undefined);
    const id = newId("igw");
    return { id, outputs: ownership(cloud, `internet-gateway/${id}`) };
  },
  update({ cloud, id, inputs }) {
    requireFree(cloud, textOf(inputs.vpcId), id);
    return {};
  },
  remove({ cloud, before }) {
    const vpc = textOf(before.vpcId);
    if (vpc !== undefined && hasPublicAddress(cloud, vpc)) refuse("mappedAddresses", { vpc });
    return undefined;
  },
});

function requireFree(cloud: Cloud, vpc: string | undefined, own: string | undefined): void {
  if (vpc === undefined) return;
  const taken = cloud.all(INTERNET_GATEWAY).some((other) => other.properties.vpcId === vpc && other.id !== own);
  if (taken) refuse("gatewayTaken", { vpc });
}

function hasPublicAddress(cloud: Cloud, vpc: string): boolean {
  const inVpc = (subnet: string | undefined) => cloud.find(SUBNET, subnet ?? "")?.properties.vpcId === vpc;
  const instances = cloud.all(INSTANCE).filter((instance) => inVpc(textOf(instance.properties.subnetId)));
  const addressed = instances.some(
    (instance) =>
      textOf(instance.properties.publicIp) !== undefined ||
      cloud.all(EIP).some((eip) => eip.properties.instance === instance.id),
  );
  const balancers = cloud.all(LOAD_BALANCER).filter((balancer) => balancer.properties.vpcId === vpc);
  return addressed || balancers.some((balancer) => balancer.properties.internal !== true);
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html */
export const routeTable: ResourceType = awsType({
  ...ROUTE_TABLE,
  inputs: {
    vpcId: text({ required: true, replaces: true }),
    routes: bag({ cloudFills: true }),
    propagatingVgws: bag({ cloudFills: true }),
  },
  outputs: ["arn", "ownerId"],
  references: [{ path: "vpcId", to: [VPC], absent: "noSuchVpc", holds: true }],
  inUse: "dependencyViolation",
  create({ cloud, inputs }) {
    const id = newId("rtb");
    return {
      id,
      outputs: {
        ...ownership(cloud, `route-table/${id}`),
        routes: listOf(inputs.routes),
        propagatingVgws: listOf(inputs.propagatingVgws),
      },
    };
  },
});

const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"] as const;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html */
export const route: ResourceType = awsType(
  {
    ...ROUTE,
    inputs: {
      routeTableId: text({ required: true, replaces: true }),
      destinationCidrBlock: text({ replaces: true }),
      destinationIpv6CidrBlock: text({ replaces: true }),
      destinationPrefixListId: text({ replaces: true }),
      carrierGatewayId: text(),
      coreNetworkArn: text(),
      egressOnlyGatewayId: text(),
      gatewayId: text(),
      localGatewayId: text(),
      natGatewayId: text(),
      networkInterfaceId: text({ cloudFills: true }),
      odbNetworkArn: text(),
      transitGatewayId: text(),
      vpcEndpointId: text(),
      vpcPeeringConnectionId: text(),
    },
    outputs: ["instanceId", "instanceOwnerId", "origin", "state"],
    references: [{ path: "routeTableId", to: [ROUTE_TABLE], absent: "noSuchRouteTable" }],
    validate: (inputs) =>
      destinations.filter((name) => inputs[name] !== undefined).length === 1
        ? []
        : [{ property: "destinationCidrBlock", reason: refusalText("oneDestination", {}) }],
    create({ cloud, inputs }) {
      requireGateway(cloud, textOf(inputs.gatewayId));
      const table = textOf(inputs.routeTableId) ?? "";
      const destination = destinations.flatMap((name) => textOf(inputs[name]) ?? [])[0] ?? "";
      if (destinationsOf(cloud, table).includes(destination)) refuse("duplicateRoute", { destination });
      return {
        id: `r-${table}${destination.replace(/[^0-9a-z]/gi, "-")}`,
        partOf: table,
        outputs: { origin: "CreateRoute", state: "active" },
      };
    },
    update({ cloud, inputs }) {
      requireGateway(cloud, textOf(inputs.gatewayId));
      return {};
    },
  },
  { tags: false },
);

function requireGateway(cloud: Cloud, id: string | undefined): void {
  if (id?.startsWith("igw-") === true && cloud.find(INTERNET_GATEWAY, id) === undefined)
    refuse("noSuchGateway", { id });
}

function destinationsOf(cloud: Cloud, table: string): readonly string[] {
  const separate = cloud
    .all(ROUTE)
    .filter((other) => other.properties.routeTableId === table)
    .flatMap((other) => destinations.flatMap((name) => textOf(other.properties[name]) ?? []));
  const inline = listOf(cloud.find(ROUTE_TABLE, table)?.properties.routes).flatMap((entry) =>
    typeof entry === "object" && entry !== null && "cidrBlock" in entry ? (textOf(entry.cidrBlock) ?? []) : [],
  );
  return [...separate, ...inline];
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html */
export const routeTableAssociation: ResourceType = awsType(
  {
    ...ROUTE_TABLE_ASSOCIATION,
    inputs: {
      routeTableId: text({ required: true }),
      subnetId: text({ replaces: true }),
      gatewayId: text({ replaces: true }),
    },
    outputs: [],
    references: [
      { path: "routeTableId", to: [ROUTE_TABLE], absent: "noSuchRouteTable", holds: true },
      { path: "subnetId", to: [SUBNET], absent: "noSuchSubnet" },
    ],
    create({ cloud, inputs }) {
      const subnet = textOf(inputs.subnetId);
      const taken = cloud.all(ROUTE_TABLE_ASSOCIATION).some((other) => other.properties.subnetId === subnet);
      if (subnet !== undefined && taken) {
        refuse("alreadyAssociated", { table: textOf(inputs.routeTableId) ?? "" });
      }
      return { id: newId("rtbassoc"), ...(subnet === undefined ? {} : { partOf: subnet }), outputs: {} };
    },
  },
  { tags: false },
);
