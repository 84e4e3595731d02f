import { text as textOf } from "../provider/property";
import { type Cloud, flag, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { publicAddress } from "./addresses";
import { arn, awsType, newId } from "./aws-type";
import { publicName } from "./compute";
import { EIP, EIP_ASSOCIATION, INSTANCE } from "./names";

/** Elastic IP addresses of a region. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html */
const ADDRESS_QUOTA = 5;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html */
export const eip: ResourceType = awsType({
  ...EIP,
  inputs: {
    address: text({ replaces: true }),
    associateWithPrivateIp: text(),
    customerOwnedIpv4Pool: text({ replaces: true }),
    domain: text({ cloudFills: true, replaces: true }),
    instance: text({ cloudFills: true }),
    ipamPoolId: text({ cloudFills: true, replaces: true }),
    networkBorderGroup: text({ cloudFills: true, replaces: true }),
    networkInterface: text({ cloudFills: true }),
    publicIpv4Pool: text({ cloudFills: true, replaces: true }),
  },
  outputs: [
    "allocationId",
    "arn",
    "associationId",
    "carrierIp",
    "customerOwnedIp",
    "privateDns",
    "privateIp",
    "ptrRecord",
    "publicDns",
    "publicIp",
  ],
  references: [{ path: "instance", to: [INSTANCE], absent: "noSuchInstance" }],
  inUse: "addressInUse",
  create({ cloud, inputs }) {
    const here = cloud.all(EIP).filter((other) => other.properties.region === cloud.region);
    if (here.length >= ADDRESS_QUOTA) refuse("tooManyAddresses", {});
    const id = newId("eipalloc");
    const publicIp = textOf(inputs.address) ?? publicAddress(cloud, "elastic");
    const target = textOf(inputs.instance);
    if (target !== undefined) giveAddress(cloud, target, publicIp);
    return {
      id,
      outputs: {
        allocationId: id,
        arn: arn(cloud, "ec2", `elastic-ip/${id}`),
        domain: "vpc",
        instance: target ?? "",
        networkBorderGroup: cloud.region,
        publicIpv4Pool: "amazon",
        publicIp,
        publicDns: publicName(publicIp),
        associationId: target === undefined ? "" : newId("eipassoc"),
      },
    };
  },
  update({ cloud, before, inputs }) {
    const target = textOf(inputs.instance);
    if (target === textOf(before.instance)) return {};
    releaseAddress(cloud, textOf(before.instance));
    if (target !== undefined) giveAddress(cloud, target, textOf(before.publicIp) ?? "");
    return { instance: target ?? "", associationId: target === undefined ? "" : newId("eipassoc") };
  },
  remove({ cloud, before }) {
    releaseAddress(cloud, textOf(before.instance));
    return undefined;
  },
});

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export const eipAssociation: ResourceType = awsType(
  {
    ...EIP_ASSOCIATION,
    inputs: {
      allocationId: text({ cloudFills: true, replaces: true }),
      allowReassociation: flag({ replaces: true }),
      instanceId: text({ cloudFills: true, replaces: true }),
      networkInterfaceId: text({ cloudFills: true, replaces: true }),
      privateIpAddress: text({ cloudFills: true, replaces: true }),
      publicIp: text({ cloudFills: true, replaces: true }),
    },
    outputs: [],
    references: [
      { path: "allocationId", to: [EIP], absent: "noSuchAllocation", holds: true },
      { path: "instanceId", to: [INSTANCE], absent: "noSuchInstance" },
    ],
    create({ cloud, inputs }) {
      const allocation = textOf(inputs.allocationId) ?? "";
      const address = cloud.find(EIP, allocation);
      if (address === undefined) return refuse("noSuchAllocation", { id: allocation });
      const association = textOf(address.properties.associationId);
      if (association !== undefined && inputs.allowReassociation === false) {
        refuse("addressTaken", { allocation, association });
      }
      const id = newId("eipassoc");
      const target = textOf(inputs.instanceId) ?? "";
      const publicIp = textOf(address.properties.publicIp) ?? "";
      releaseAddress(cloud, textOf(address.properties.instance));
      giveAddress(cloud, target, publicIp);
      cloud.put(EIP, allocation, {
        ...address,
        properties: { ...address.properties, instance: target, associationId: id },
      });
      const machine = cloud.find(INSTANCE, target)?.properties ?? {};
      return {
        id,
        outputs: {
          allocationId: allocation,
          publicIp,
          instanceId: target,
          networkInterfaceId: machine.primaryNetworkInterfaceId ?? "",
          privateIpAddress: machine.privateIp ?? "",
        },
      };
    },
    remove({ cloud, id, before }) {
      const address = cloud.find(EIP, textOf(before.allocationId) ?? "");
      if (address === undefined || address.properties.associationId !== id) return undefined;
      releaseAddress(cloud, textOf(address.properties.instance));
      const properties = { ...address.properties, instance: "", associationId: "" };
      cloud.put(EIP, address.id, { ...address, properties });
      return undefined;
    },
  },
  { tags: false },
);

/** An Elastic IP address takes the place of the address that the instance had from the pool. */
function giveAddress(cloud: Cloud, target: string, publicIp: string): void {
  const machine = cloud.find(INSTANCE, target);
  if (machine === undefined) return;
  const properties = { ...machine.properties, publicIp, publicDns: publicName(publicIp) };
  cloud.put(INSTANCE, target, { ...machine, properties });
}

function releaseAddress(cloud: Cloud, target: string | undefined): void {
  const machine = target === undefined ? undefined : cloud.find(INSTANCE, target);
  if (machine === undefined || target === undefined) return;
  const { publicIp: _address, publicDns: _name, ...properties } = machine.properties;
  cloud.put(INSTANCE, target, { ...machine, properties });
}
