/** A network that the lab can build: what a program declares, with addresses put in where the cloud would. */
export interface LabWorld {
  readonly subnets: readonly LabSubnet[];
  readonly interfaces: readonly LabInterface[];
  readonly listeners: readonly LabListener[];
}

/** One subnet with its route table and its network ACL. */
export interface LabSubnet {
  readonly label: string;
  /** Its CIDRs, one of each family at most. */
  readonly networks: readonly string[];
  /** The CIDRs of its VPC, which are routed locally. */
  readonly local: readonly string[];
  readonly routes: readonly LabRoute[];
  /** Entries in any order; undefined where everything passes. */
  readonly acl: readonly LabAclEntry[] | undefined;
}

/** One route of a table; what goes nowhere vanishes without an answer. */
export interface LabRoute {
  /** CIDR. */
  readonly destination: string;
  readonly to: "internet" | "nowhere";
}

/** One entry of a network ACL. */
export interface LabAclEntry {
  readonly direction: "ingress" | "egress";
  readonly ruleNumber: number;
  readonly action: "allow" | "deny";
  readonly match: LabMatch;
  /** CIDR. */
  readonly cidr: string;
}

/** What packets a rule is for: TCP ports, both included, everything, or nothing that the lab sends. */
export type LabMatch =
  | { readonly kind: "all" }
  | { readonly kind: "tcp"; readonly from: number; readonly to: number }
  | { readonly kind: "never" };

/** One network interface with what its security groups let in and out. */
export interface LabInterface {
  readonly label: string;
  /** Index of its subnet. */
  readonly subnet: number;
  /** Private IPv4 address. */
  readonly ipv4: string;
  readonly ipv6: string;
  /** The address under which the internet knows it. */
  readonly public4: string | undefined;
  /** Undefined where nothing guards it, as a network load balancer without a group. */
  readonly ingress: readonly LabRule[] | undefined;
  readonly egress: readonly LabRule[] | undefined;
}

/** One rule of a security group. */
export interface LabRule {
  readonly match: LabMatch;
  /** CIDRs; those of interfaces where the rule names a group. */
  readonly peers: readonly string[];
  /** Interfaces that wear the named group: what a network balancer sends from a client's address comes from its interface. */
  readonly wearers?: readonly number[];
}

/** One process that listens. */
export interface LabListener {
  /** Address on which it is bound, of either family. */
  readonly address: string;
  readonly port: number;
  /** Undefined where it speaks plain TCP. */
  readonly tls: LabTls | undefined;
  readonly answer: LabAnswer;
}

/** The TLS of a listener. */
export interface LabTls {
  /** PEM; the first is shown where no name fits. */
  readonly certificates: readonly LabCertificate[];
  /** PEM of the authority that must have signed the client's certificate. */
  readonly clientAuthority?: string;
  /** OpenSSL cipher list of TLS 1.2, which is then the only version. */
  readonly ciphers?: string;
}

/** A certificate chain with its key. */
export interface LabCertificate {
  readonly names: readonly string[];
  readonly chain: string;
  readonly key: string;
}

/** What a listener does with a connection. */
export type LabAnswer =
  | { readonly kind: "serve" }
  /** It accepts, and resets when the first bytes come. */
  | { readonly kind: "reset" }
  /** It accepts, and never says a word. */
  | { readonly kind: "silent" }
  /** It accepts, and closes without an answer. */
  | { readonly kind: "close" }
  /** An application load balancer; `from` is the address from which it speaks to its targets. */
  | { readonly kind: "balance"; readonly from: string; readonly rules: readonly LabBalancerRule[] }
  /** A network load balancer, byte by byte; `from` is its own address, and the targets may see the client's instead. */
  | {
      readonly kind: "relay";
      readonly from: string;
      readonly keepsClient: boolean;
      readonly targets: readonly LabTarget[];
    };

/** One rule of a balancer's listener; the first whose hosts fit decides. */
export interface LabBalancerRule {
  /** Host patterns; undefined for every host. */
  readonly hosts: readonly string[] | undefined;
  readonly action:
    | { readonly kind: "forward"; readonly targets: readonly LabTarget[] }
    | { readonly kind: "fixed"; readonly status: number }
    /** Nobody can tell what becomes of the request: it is answered with the status that stands for that. */
    | { readonly kind: "untold"; readonly why: string }
    | { readonly kind: "redirect"; readonly status: number; readonly location: string };
}

/** The status with which a balancer answers where the program does not tell what stands behind it; no server sends it. */
export const untoldStatus = 999;

/** Where a balancer sends a request. */
export interface LabTarget {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

/** One connection of the edge: what it dials and what it demands. */
export interface LabDial {
  /** Address from which it comes. */
  readonly source: string;
  /** TCP port from which it comes, where that matters. */
  readonly sourcePort?: number;
  readonly target: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  /** Undefined for plain HTTP. */
  readonly tls: LabHandshake | undefined;
}

/** The edge's side of a TLS handshake. */
export interface LabHandshake {
  readonly serverName: string;
  /** The names of which the certificate must have one; undefined where the edge looks at nothing. */
  readonly names: readonly string[] | undefined;
  /** PEM of the authorities that the edge trusts. */
  readonly authorities: readonly string[];
  readonly clientCertificate?: { readonly chain: string; readonly key: string };
}

/** A connection that a network balancer could not hand on: it never took place for the client either. */
export interface LabRefusal {
  /** Address and TCP port of the client, and those on which the balancer listens, in the kernel's words. */
  readonly client: string;
  readonly server: string;
  readonly error: "ECONNREFUSED" | "ETIMEDOUT";
}

/** How far a connection came, and what ended it. */
export type LabObservation =
  | { readonly stage: "connect" | "handshake" | "certificate" | "request"; readonly error: string }
  | { readonly stage: "answer"; readonly status: number; readonly location: string | undefined };
