import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { chmod, copyFile, link, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isExecutable, shellQuoted } from "./executables";
import { makeOnce } from "./make-once";
import { packageRoot } from "./package-root";
import { runProcess } from "./run-process";

/** Name under which the engine looks for the host of Node programs. */
export const languageHostName = "pulumi-language-nodejs";

/** Where the compiled package keeps the host, as one file. */
const compiledHost = join("dist", "language-host.cjs");

const bundleSeconds = 60;

/**
 * Makes a folder of the cache with an engine and our language host beside it, and returns the folder.
 *
 * The engine is a hard link: the engine looks beside its real file, so that a symbolic link would not do, and warns of a
 * host that it finds on `PATH` only. The folder's name holds a hash of the host's source and of what tells engines
 * apart, so that a changed one is never an old one.
 */
export async function installHost(
  engine: { readonly command: string; readonly version: string },
  cache: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const folder = join(cache, `hosted-${engine.version}-${hostHash(engine.command)}`);
  await makeOnce({
    folder,
    isWhole: async (candidate) => isExecutable(join(candidate, languageHostName)),
    onWait: () => undefined,
    make: async (partial) => {
      await bundleHost(join(partial, "language-host.cjs"), environment);
      await linkOrCopy(engine.command, join(partial, "pulumi"));
      await writeFile(join(partial, languageHostName), hostScript(process.execPath, packageRoot()));
      await chmod(join(partial, languageHostName), 0o755);
    },
  });
  return folder;
}

/**
 * Writes the executable that the engine starts. It runs on the Node that runs us (`NO521_NODE`), else on the one that
 * made it, else on any; and it hands on where `@pulumi/pulumi` is for a policy pack that brings none (`NO521_SDK`).
 */
function hostScript(node: string, sdkFolder: string): string {
  return [
    "#!/bin/sh",
    "# Written by no521: runs Node programs for Pulumi's engine.",
    `node="\${NO521_NODE:-}"`,
    `[ -x "$node" ] || node=${shellQuoted(node)}`,
    `[ -x "$node" ] || node=node`,
    `[ -n "\${NO521_SDK:-}" ] || NO521_SDK=${shellQuoted(sdkFolder)}`,
    "export NO521_SDK",
    `exec "$node" "$(dirname "$0")/language-host.cjs" "$@"`,
    "",
  ].join("\n");
}

function hostSourceFolder(): string {
  return join(packageRoot(), "tools", "engine", "language-host");
}

/** Hashes the engine's identity and all that the bundled host comes from, with the versions of what it bundles. */
function hostHash(engine: string): string {
  const { size, mtimeMs } = statSync(engine);
  const hash = createHash("sha256").update(JSON.stringify([realpathSync(engine), size, mtimeMs]));
  const folder = hostSourceFolder();
  if (existsSync(folder)) {
    for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
    for (const name of ["@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf"]) {
      hash.update(readFileSync(createRequire(join(packageRoot(), "package.json")).resolve(`${name}/package.json`)));
    }
  } else {
    hash.update(readFileSync(join(packageRoot(), compiledHost)));
  }
  return hash.digest("hex").slice(0, 12);
}

async function bundleHost(file: string, environment: NodeJS.ProcessEnv): Promise<void> {
  if (!existsSync(hostSourceFolder())) {
    await copyFile(join(packageRoot(), compiledHost), file);
    return;
  }
  const bundler = join(packageRoot(), "tools", "engine", "bundle.ts");
  const { exitCode, stderr, reason } = await runProcess(process.execPath, ["--import", "tsx", bundler, file], {
    cwd: packageRoot(),
    environment,
    timeoutMilliseconds: bundleSeconds * 1_000,
  });
  if (exitCode !== 0) throw new Error(`Cannot bundle the language host: ${reason ?? stderr}`);
}

/** Links the file, or copies it where the two places are on different file systems. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
  }
}
