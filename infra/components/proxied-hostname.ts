import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";

/** Where a hostname leads: a name whose addresses may change, or an address that does not. */
export type OriginTarget =
  | { readonly type: "CNAME"; readonly content: pulumi.Output<string> }
  | { readonly type: "A" | "AAAA"; readonly content: pulumi.Output<string> };

export interface ProxiedHostnameArgs {
  readonly zoneId: pulumi.Input<string>;
  /** Fully qualified, without a final dot. */
  readonly hostname: string;
  readonly target: OriginTarget;
  /** What must stand before visitors come: rules, listeners, certificate, zone settings. */
  readonly readyAfter: readonly pulumi.Resource[];
}

/**
 * A hostname that visitors reach through the edge. It comes last and, when a stack is destroyed, goes first.
 *
 * Children: `cloudflare.DnsRecord` `<name>`.
 */
export class ProxiedHostname extends pulumi.ComponentResource {
  readonly hostname: string;
  readonly recordId: pulumi.Output<string>;

  constructor(name: string, args: ProxiedHostnameArgs, opts?: pulumi.ComponentResourceOptions) {
    super("no521:index:ProxiedHostname", name, {}, opts);
    const record = new cloudflare.DnsRecord(
      name,
      {
        zoneId: args.zoneId,
        name: args.hostname,
        type: args.target.type,
        content: args.target.content,
        proxied: true,
        // The API refuses another value on a proxied record.
        // @see https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ read 2026-10-05
        ttl: 1,
      },
      // Another type replaces the record, and no name can hold a CNAME beside the record it takes over from (81053,
      // 81054): the old one has to go first. Content and proxying change in place.
      // @see https://github.com/pulumi/pulumi-cloudflare/issues/687
      { parent: this, deleteBeforeReplace: true, dependsOn: [...args.readyAfter] },
    );
    this.hostname = args.hostname;
    this.recordId = record.id;
    this.registerOutputs({ hostname: this.hostname, recordId: this.recordId });
  }
}
