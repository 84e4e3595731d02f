/** Gives what a program calls a resource: the last part of its URN. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Gives the type token of a URN, such as `aws:ec2/vpc:Vpc`. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** Gives the package of a type token: `aws:ec2/vpc:Vpc` is of `aws`. */
export function packageOf(type: string): string {
  return type.split(":", 1)[0] ?? "";
}

const nouns: Readonly<Record<string, string>> = {
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ingress rule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "egress rule",
  "cloudflare:index/dnsRecord:DnsRecord": "record",
  "cloudflare:index/zoneSetting:ZoneSetting": "setting",
  "aws:ec2/eip:Eip": "elastic address",
  "aws:ec2/vpc:Vpc": "VPC",
  "aws:ec2/networkAcl:NetworkAcl": "network ACL",
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": "network ACL",
  "aws:ec2/networkAclRule:NetworkAclRule": "network ACL rule",
  "aws:ec2/managedPrefixList:ManagedPrefixList": "prefix list",
  "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry": "prefix list entry",
};

/** Names the kind of a resource for a sentence: `security group`, `record`. */
export function nounOf(type: string): string {
  const known = nouns[type];
  if (known !== undefined) return known;
  const last = type.slice(type.lastIndexOf(":") + 1);
  return last.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

/** Writes a resource for a sentence: `record "www"`. */
export function quoted(type: string, urn: string): string {
  return `${nounOf(type)} "${nameOf(urn)}"`;
}

/** Starts a sentence with a phrase. */
export function capital(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** Names who runs the cloud of a type, for a sentence. */
export function cloudOf(type: string): string {
  const owner = packageOf(type);
  return clouds[owner] ?? `the cloud of provider "${owner}"`;
}

const clouds: Readonly<Record<string, string>> = { aws: "AWS", cloudflare: "Cloudflare" };
