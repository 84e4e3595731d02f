import { text } from "../src/graph/read";
import type { ResourceNode } from "../src/graph/resource";

/** Reads the script that an instance runs when it is launched; undefined where it has none, or nobody knows it yet. */
export function scriptOf(instance: ResourceNode): string | undefined {
  const [plain, encoded] = [text(instance, "userData"), text(instance, "userDataBase64")];
  if (typeof plain === "string") return plain;
  return typeof encoded === "string" ? decoded(encoded) : undefined;
}

function decoded(encoded: string): string | undefined {
  try {
    return atob(encoded);
  } catch {
    return undefined;
  }
}

const loopback = String.raw`(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])`;

/** What comes before an address on which a server listens: a directive, or an option of a command. */
const listening = String.raw`(?:\blisten\s|\bbind\s|--(?:bind|listen|publish)[ =]|\s-[bp][ =]?)\s*["']?`;

/**
 * Reports whether a script has a server listen on a port of the loopback address and nowhere says that anything listens on
 * the port of another one. What a server that was installed before does is not seen.
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html#listen read 2026-12-01
 * @see https://docs.docker.com/engine/network/port-publishing/ read 2026-12-01
 */
export function listensOnLoopbackAlone(script: string, port: number): boolean {
  const lines = script.split(/\r?\n/).filter((line) => !/^\s*#(?!!)/.test(line));
  const isLocal = new RegExp(`${listening}${loopback}:${port}\\b`, "i");
  // The port by itself, or of any address but the loopback one.
  const isOpen = new RegExp(String.raw`${listening}(?!${loopback}:)(?:(?:\[[^\]]*\]|[^\s"':[]*):)?${port}\b`, "i");
  return lines.some((line) => isLocal.test(line)) && !lines.some((line) => isOpen.test(line));
}
