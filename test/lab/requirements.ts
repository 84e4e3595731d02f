import { spawnSync } from "node:child_process";

/** What this machine lacks for the lab, with what to do about it; undefined where nothing is missing. */
export function missing(): { readonly what: string; readonly fix: string } | undefined {
  if (process.platform !== "linux")
    return { what: "The lab needs Linux.", fix: "Run it on Linux, or in a container there." };
  for (const [program, ...args] of [
    ["ip", "-V"],
    ["nft", "--version"],
    ["unshare", "--version"],
  ] as const) {
    if (!succeeds(program, args)) {
      return { what: `The lab needs the program "${program}".`, fix: "Install iproute2, nftables and util-linux." };
    }
  }
  if (succeeds("unshare", [...asRoot(), "--net", "--pid", "--mount", "--mount-proc", "--fork", "true"]))
    return undefined;
  return {
    what: "This machine lets nobody make network namespaces.",
    fix: namespaceFix(process.getuid?.() === 0),
  };
}

/**
 * What lets somebody make namespaces: of others Debian and Ubuntu each ask in their own way, and root in a container
 * lacks the capability.
 */
export function namespaceFix(isRoot: boolean): string {
  return isRoot
    ? "Give root the capability SYS_ADMIN, which a container lacks unless it is privileged."
    : "Run the lab as root, or allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1 on Debian, kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu.";
}

/** Root needs no namespace of users. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
}

function succeeds(program: string, args: readonly string[]): boolean {
  const path = `${process.env.PATH ?? ""}:/usr/sbin:/sbin`;
  return spawnSync(program, args, { stdio: "ignore", env: { ...process.env, PATH: path } }).status === 0;
}
