import { runtime } from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { readWireProperties, secretMarker, writeWireProperties } from "../../src/engine/record-values";
import { canonicalType } from "../../src/graph/canonical";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../src/graph/value";
import type { Archetype } from "../corpus/archetype";
import { plant, type Step } from "../corpus/plant";

/** What the cloud says of the resources that a program only reads, by their names. */
export type Cloud = Readonly<Record<string, Properties>>;

/**
 * Runs a program as `pulumi up` does, with providers that create everything at once: each resource gets an id and what
 * its provider computes, and the program goes on with those values.
 */
export async function deploy(
  archetype: Archetype,
  cloud: Cloud = {},
  steps: readonly Step[] = [],
): Promise<readonly ResourceNode[]> {
  const created = new Map<string, Created>();
  const program = () => {
    createAtOnce((urn, made) => created.set(urn, made));
    return archetype.program();
  };
  const { config = () => Promise.resolve({}) } = archetype;
  const { graph } = await plant({ ...archetype, program, config: async () => decrypted(await config()) }, steps);
  return readFrom(cloud, graph.nodes).map((node) => {
    const { id = node.id, outputs = {} } = created.get(node.urn) ?? {};
    return { ...node, ...(id !== undefined && { id }), outputs: { ...known(node.outputs), ...outputs } };
  });
}

/** A deployment has the passphrase that a recording lacks. */
function decrypted(config: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, value.replaceAll(secretMarker, "what the stack encrypts")]),
  );
}

/** Fills in what an engine reads of the cloud at a preview as well as at an update. */
export function readFrom(cloud: Cloud, nodes: readonly ResourceNode[]): readonly ResourceNode[] {
  return nodes.map((node) => {
    const read = node.kind === "read" ? cloud[node.name] : undefined;
    return read === undefined ? node : { ...node, outputs: { ...known(node.outputs), ...read } };
  });
}

interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/** What the providers of the tests do not compute is absent from a state, not unknown. */
function known(outputs: Properties): Properties {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== notKnown));
}

type Reply = (error: unknown, response?: RegisterResourceResponse) => void;

/** Puts a provider between the monitor of the recording that runs and the program. */
function createAtOnce(tell: (urn: string, made: Created) => void): void {
  const monitor: unknown = runtime.getMonitor();
  const register: unknown = typeof monitor === "object" && monitor !== null && Reflect.get(monitor, "registerResource");
  if (typeof monitor !== "object" || monitor === null || typeof register !== "function") {
    throw new Error("No program is being recorded.");
  }
  Object.assign(monitor, {
    registerResource(request: RegisterResourceRequest, reply: Reply): void {
      register.call(monitor, request, (error: unknown, response?: RegisterResourceResponse) => {
        if (response !== undefined && request.getCustom()) {
          const [type, name] = [canonicalType(request.getType()), request.getName()];
          const inputs = readWireProperties(request.getObject()?.toJavaScript() ?? {});
          const made = { id: `${idPrefixes[type] ?? "resource"}-${name}`, outputs: computed(type, name, inputs) };
          tell(response.getUrn(), made);
          response.setId(made.id);
          response.setObject(Struct.fromJavaScript(writeWireProperties({ ...inputs, ...made.outputs })));
        }
        reply(error, response);
      });
    },
  });
}

/** How the ids begin that AWS gives. */
const idPrefixes: Readonly<Record<string, string>> = {
  [types.vpc]: "vpc",
  [types.subnet]: "subnet",
  [types.internetGateway]: "igw",
  [types.natGateway]: "nat",
  [types.routeTable]: "rtb",
  [types.networkAcl]: "acl",
  [types.securityGroup]: "sg",
  [types.managedPrefixList]: "pl",
  [types.networkInterface]: "eni",
  [types.instance]: "i",
  [types.eip]: "eipalloc",
};

/** What a provider computes for a resource when it creates it. */
function computed(type: string, name: string, inputs: Properties): Properties {
  return { arn: `arn:aws:test:us-east-1:000000000000:${type}/${name}`, ...outputsByType[type]?.(name, inputs) };
}

const address = (name: string) =>
  `198.51.100.${1 + ([...name].reduce((sum, each) => sum + each.charCodeAt(0), 0) % 250)}`;

const outputsByType: Readonly<Record<string, (name: string, inputs: Properties) => Properties>> = {
  [types.vpc]: (name) => ({
    ipv6CidrBlock: "2001:db8:1200::/56",
    defaultSecurityGroupId: `sg-default-${name}`,
    defaultNetworkAclId: `acl-default-${name}`,
    mainRouteTableId: `rtb-main-${name}`,
    defaultRouteTableId: `rtb-main-${name}`,
  }),
  [types.loadBalancer]: (name) => ({ dnsName: `${name}-1234567890.us-east-1.elb.amazonaws.com` }),
  [types.classicBalancer]: (name) => ({ dnsName: `${name}-1234567890.us-east-1.elb.amazonaws.com` }),
  [types.eip]: (name) => ({ allocationId: `eipalloc-${name}`, publicIp: address(name) }),
  [types.bucket]: (name) => ({ bucketRegionalDomainName: `${name}.s3.us-east-1.amazonaws.com` }),
  [types.bucketWebsite]: (name) => ({ websiteEndpoint: `${name}.s3-website-us-east-1.amazonaws.com` }),
  [types.distribution]: (name) => ({ domainName: `d111111abcdef8-${name}.cloudfront.net` }),
  [types.httpDomain]: (name, { domainNameConfiguration: declared }) => ({
    domainNameConfiguration: {
      ...(isProperties(declared) && declared),
      targetDomainName: `d-${name}.execute-api.us-east-1.amazonaws.com`,
    },
  }),
  [types.originCaCertificate]: () => ({
    certificate: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
    expiresOn: "2041-10-05T00:00:00Z",
  }),
  [types.certificate]: (_, { domainName, subjectAlternativeNames }) => ({
    domainValidationOptions: [domainName, ...(isList(subjectAlternativeNames) ? subjectAlternativeNames : [])].flatMap(
      (domain) => (typeof domain === "string" ? [validationOf(domain)] : []),
    ),
  }),
  [types.dnsRecord]: (_, { name }) => ({ fqdn: name ?? null }),
};

function validationOf(domain: string): Value {
  return {
    domainName: domain,
    resourceRecordName: `_0123456789abcdef.${domain.replace("*.", "")}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: "_fedcba9876543210.acm-validations.aws.",
  };
}
