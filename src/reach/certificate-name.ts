/**
 * Reports whether a certificate's name covers a hostname: a wildcard stands for one label.
 * @see https://www.rfc-editor.org/rfc/rfc9525#section-6.3
 */
export function fits(name: string, hostname: string): boolean {
  const pattern = name.toLowerCase();
  if (!pattern.startsWith("*.")) return pattern === hostname;
  const dot = hostname.indexOf(".");
  return dot > 0 && hostname.slice(dot + 1) === pattern.slice(2);
}
