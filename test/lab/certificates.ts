// What issues certificates asks for it at its start.
import "reflect-metadata";
import type { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { LabCertificate } from "./world";

/** Whoever signs: what the edge takes for a public authority, Cloudflare's two, a company's own, or nobody. */
export type Authority = "public" | "origin-ca" | "origin-pull" | "private" | "itself";

/** What is to be asked of a certificate. */
export interface Wanted {
  readonly names: readonly string[];
  readonly by: Authority;
  readonly validity?: "now" | "expired" | "not-yet";
  /** False where the server keeps the intermediate certificate to itself. */
  readonly isComplete?: boolean;
}

interface Signer {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 24 * 60 * 60 * 1000;

/** Issues certificates for a run of the lab; each is made once. */
export class Issuer {
  private readonly roots = new Map<Authority, Signer>();
  private readonly issued = new Map<string, Promise<LabCertificate>>();
  private serial = 1;

  private constructor(
    /** The day on which the run takes place. */
    readonly now: Date,
  ) {}

  /** Makes the authorities. */
  static async create(now: Date): Promise<Issuer> {
    const issuer = new Issuer(now);
    for (const name of ["public", "origin-ca", "origin-pull", "private"] as const) {
      issuer.roots.set(name, await issuer.authority(name));
    }
    return issuer;
  }

  /** PEM of an authority's own certificate. */
  root(authority: Authority): string {
    return this.signer(authority).certificate.toString("pem");
  }

  /** Issues a certificate, or gives the one that was issued on the same wish. */
  issue(wanted: Wanted): Promise<LabCertificate> {
    const key = JSON.stringify([wanted.names, wanted.by, wanted.validity, wanted.isComplete]);
    const found = this.issued.get(key) ?? this.make(wanted);
    this.issued.set(key, found);
    return found;
  }

  private signer(authority: Authority): Signer {
    const found = this.roots.get(authority);
    if (found === undefined) throw new Error(`Nobody signs as "${authority}".`);
    return found;
  }

  private async authority(name: string, by?: Signer): Promise<Signer> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: this.nextSerial(),
      subject: `CN=no521 lab ${name}`,
      issuer: by?.certificate.subject ?? `CN=no521 lab ${name}`,
      ...this.span("now"),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: (by?.keys ?? keys).privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    });
    return { certificate, keys };
  }

  private async make({ names, by, validity = "now", isComplete }: Wanted): Promise<LabCertificate> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const root = by === "itself" ? undefined : this.signer(by);
    // A chain can only be incomplete where something stands between.
    const between = isComplete === undefined ? undefined : await this.authority("between", root);
    const signer = between ?? root;
    const subject = `CN=${names[0] ?? "nobody"}`;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: this.nextSerial(),
      subject,
      issuer: signer?.certificate.subject ?? subject,
      ...this.span(validity),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: (signer?.keys ?? keys).privateKey,
      extensions: [
        new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value }))),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ],
    });
    const shown = isComplete === true && between !== undefined ? [certificate, between.certificate] : [certificate];
    const exported = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
    return {
      names,
      chain: shown.map((each) => each.toString("pem")).join("\n"),
      key: x509.PemConverter.encode(exported, "PRIVATE KEY"),
    };
  }

  private span(validity: NonNullable<Wanted["validity"]>): { notBefore: Date; notAfter: Date } {
    const [from, to] = { now: [-1, 30], expired: [-30, -1], "not-yet": [1, 30] }[validity];
    return {
      notBefore: new Date(this.now.getTime() + (from ?? 0) * day),
      notAfter: new Date(this.now.getTime() + (to ?? 0) * day),
    };
  }

  private nextSerial(): string {
    this.serial += 1;
    return this.serial.toString(16).padStart(8, "0");
  }
}
