import { refuse } from "./name";

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Checks the hostnames of a site: written as DNS does, in the zone, each once, and covered by the certificate that
 * Cloudflare gives every zone for its own side.
 * @throws {InputPropertyError} that names the hostname by its index
 */
export function checkHostnames(hostnames: readonly string[], zone: string): void {
  if (hostnames.length === 0) throw refuse("hostnames", "it is empty, and a site has at least one hostname");
  hostnames.forEach((hostname, index) => {
    const reason =
      judgeHostname(hostname, zone) ?? (hostnames.indexOf(hostname) === index ? undefined : "it is listed twice");
    if (reason !== undefined) throw refuse(`hostnames[${index}]`, `"${hostname}": ${reason}`);
  });
}

function judgeHostname(hostname: string, zone: string): string | undefined {
  const labels = hostname.split(".");
  if (!labels.every((text, index) => label.test(text) || (index === 0 && text === "*"))) {
    return "it is not a hostname in small letters without a final dot";
  }
  if (hostname === zone) return undefined;
  if (!hostname.endsWith(`.${zone}`)) return `it is not in the zone ${zone}`;
  // @see https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/ read 2026-10-05
  if (labels.length > zone.split(".").length + 1) {
    return `it is more than one label below ${zone}, which Cloudflare's Universal SSL certificate does not cover`;
  }
  return undefined;
}
