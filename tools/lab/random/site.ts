/** A random site, described so that a small one is a simple one: fast-check shrinks towards the first alternatives. */
export interface RandomSite {
  readonly mode: "strict" | "full" | "flexible" | "off";
  readonly alwaysUseHttps: boolean;
  readonly pulls: "off" | "global" | "zone" | "hostname";
  readonly hosts: readonly RandomHost[];
  readonly subnets: readonly [RandomSubnet, RandomSubnet];
  readonly acl: RandomAcl | null;
  readonly rule: RandomRule | null;
}

/** One hostname with its origin. */
export type RandomHost =
  | {
      readonly kind: "instance";
      readonly name: string;
      readonly group: RandomGroup;
      readonly listens: readonly { readonly port: number; readonly tls: boolean }[];
      readonly certificate: readonly string[];
      readonly twin: boolean;
    }
  | {
      readonly kind: "balancer";
      readonly name: string;
      readonly dualstack: boolean;
      readonly bothSubnets: boolean;
      readonly group: RandomGroup;
      readonly https: RandomHttps | null;
      readonly http: RandomAction | null;
      readonly behind: RandomBehind;
      /** Of the first generation, which has no rules and no actions: it forwards. */
      readonly classic: boolean;
    }
  | RandomNetworkHost;

/** A hostname behind a network load balancer, which hands bytes on. */
export interface RandomNetworkHost {
  readonly kind: "network";
  readonly name: string;
  readonly dualstack: boolean;
  readonly bothSubnets: boolean;
  /** What guards the balancer; null where nothing does. */
  readonly group: RandomGroup | null;
  readonly egress: boolean;
  /** Ports on which it listens, and those of its targets. */
  readonly ports: readonly { readonly port: number; readonly targetPort: number }[];
  /** What the target groups say of the client's address; null where they say nothing. */
  readonly keeps: boolean | null;
  /** What the targets' group lets in. */
  readonly admits: RandomBehind["admits"] | "cloudflare" | "some";
  readonly listens: readonly { readonly port: number; readonly tls: boolean }[];
  readonly certificate: readonly string[];
  readonly count: "two" | "one" | "far";
}

/** What security groups let in. */
export interface RandomGroup {
  readonly ports: "443" | "80+443" | "80" | "all" | "8080-9000";
  readonly sources: "cloudflare" | "everybody" | "some" | "office" | "halves" | "list";
  /** Ranges that are left out. */
  readonly without: readonly number[];
  /** Whether the rules are in two groups, or each a resource of its own. */
  readonly form: "inline" | "two-groups" | "separate";
  readonly ipv6: boolean;
}

/** Who issued a certificate, and what is wrong with it; those that end in `-text` are imported as PEM. */
export type RandomCertificate =
  | "fits"
  | "wildcard"
  | "other"
  | "private"
  | "self-signed"
  | "origin-ca"
  | "origin-ca-text"
  | "expired-text"
  | "later-text"
  | "bare-text";

export interface RandomHttps {
  readonly port: number;
  readonly certificate: RandomCertificate;
  readonly demands: boolean;
  readonly action: RandomAction;
}

export type RandomAction = "forward" | "to-https" | "to-http" | "fixed-200" | "to-elsewhere" | "by-host";

/** The targets, and the way to them. */
export interface RandomBehind {
  readonly groupPort: number;
  readonly groupTls: boolean;
  readonly listens: readonly { readonly port: number; readonly tls: boolean }[] | null;
  readonly admits: "balancer" | "network" | "nobody" | "everybody";
  readonly egress: boolean;
  readonly count: "two" | "one" | "empty-fleet";
}

export interface RandomSubnet {
  readonly gateway: boolean;
  readonly gateway6: boolean;
  readonly detours: readonly string[];
}

export interface RandomAcl {
  readonly entries: readonly {
    readonly direction: "ingress" | "egress";
    readonly deny: boolean;
    readonly cidr: string;
    readonly ports: readonly [number, number] | null;
  }[];
  readonly open: boolean;
}

/** A rule of the edge, for the first hostname or for all. */
export interface RandomRule {
  readonly whom: "all" | "first" | "others" | "suffix" | "list" | "wildcard" | "plain";
  readonly does:
    | { readonly port: number }
    | { readonly ssl: RuledMode }
    /** A page rule, for the first hostname or for all. */
    | { readonly page: RuledMode }
    | { readonly redirect: "https" | "http" | "elsewhere" | "path" };
}

type RuledMode = "flexible" | "full" | "strict";
