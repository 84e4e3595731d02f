import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ObtainEngine, ObtainError } from "../../src/engine/build-engine";
import { cliEnvironment, type FindCliOptions, findCli } from "../../src/engine/cli";
import { pinnedEngine } from "../../src/engine/engine-version";
import { languageHostName } from "../../src/engine/language-host";
import { packageRoot } from "../../src/engine/package-root";
import { plainProgress } from "../../src/engine/progress";
import { UserError } from "../../src/user-error";
import { temporaryFolder, writeExecutable, writeFakePulumi } from "./fake-pulumi";

/** PATH of a machine that has a shell and no Pulumi or Go. */
const systemPath = "/usr/bin:/bin";

const closed: ObtainEngine = async () => {
  throw new ObtainError("no way out");
};

/** Options of a machine without any Pulumi; what the test gives comes on top. */
function machine(given: Partial<FindCliOptions> & { readonly variables?: NodeJS.ProcessEnv } = {}) {
  const { variables, ...options } = given;
  const lines: string[] = [];
  const cache = join(temporaryFolder(), "cache");
  const environment = { PATH: systemPath, NO521_CACHE: cache, ...variables };
  return {
    cache,
    lines,
    options: {
      environment,
      progress: plainProgress((line) => lines.push(line)),
      download: closed,
      build: closed,
      ...options,
    },
  };
}

async function rejection(promise: Promise<unknown>): Promise<readonly [string, string]> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return [error.message, error.fix];
    throw error;
  }
  throw new Error("It found a CLI.");
}

describe("PULUMI_CLI", () => {
  const fix = "Set PULUMI_CLI to the path of a Pulumi CLI of version 3.229.0 or newer, or unset it.";

  test("is taken before a pulumi on PATH", async () => {
    const [mine, onPath] = [temporaryFolder(), temporaryFolder()];
    const command = writeFakePulumi(mine, "v3.240.1");
    writeExecutable(join(mine, languageHostName));
    writeFakePulumi(onPath, "v3.250.0");
    writeExecutable(join(onPath, languageHostName));
    const { options } = machine({ variables: { PULUMI_CLI: command, PATH: `${onPath}:${systemPath}` } });
    expect(await findCli(options)).toEqual({
      command,
      version: "3.240.1",
      origin: "PULUMI_CLI",
      environment: { NO521_NODE: process.execPath, NO521_SDK: packageRoot() },
      pathFolders: [mine],
    });
  });

  test("gets our language host where it has none", async () => {
    const command = writeFakePulumi(temporaryFolder(), "v3.240.1");
    const { options, cache } = machine({ variables: { PULUMI_CLI: command } });
    const cli = await findCli(options);
    const [folder] = readdirSync(cache);
    expect(cli.command).toBe(join(cache, folder ?? "", "pulumi"));
    expect(readdirSync(join(cache, folder ?? "")).sort()).toEqual(["language-host.cjs", "pulumi", languageHostName]);
    expect(await findCli(options)).toEqual(cli);
  });

  test("is an error where it names no executable file", async () => {
    const path = join(temporaryFolder(), "pulumi");
    writeFileSync(path, "#!/bin/sh\n");
    const { options } = machine({ variables: { PULUMI_CLI: path } });
    expect(await rejection(findCli(options))).toEqual([`PULUMI_CLI is "${path}", which is no executable file.`, fix]);
  });

  test("is an error where it is too old, although PATH has a good one", async () => {
    const command = writeFakePulumi(temporaryFolder(), "v3.228.9");
    const onPath = temporaryFolder();
    writeFakePulumi(onPath, "v3.250.0");
    writeExecutable(join(onPath, languageHostName));
    const { options } = machine({ variables: { PULUMI_CLI: command, PATH: `${onPath}:${systemPath}` } });
    expect(await rejection(findCli(options))).toEqual([
      `PULUMI_CLI cannot be used: "${command}" is 3.228.9, and 3.229.0 or newer 3.x is needed.`,
      fix,
    ]);
  });
});

describe("pulumi on PATH", () => {
  test("is taken with a language host beside the file that a link leads to", async () => {
    const [real, linked] = [temporaryFolder(), temporaryFolder()];
    writeFakePulumi(real, "v3.229.0");
    writeExecutable(join(real, languageHostName));
    symlinkSync(join(real, "pulumi"), join(linked, "pulumi"));
    const { options } = machine({ variables: { PATH: `${linked}:${systemPath}` } });
    const cli = await findCli(options);
    expect([cli.command, cli.version, cli.origin, cli.pathFolders]).toEqual([
      join(linked, "pulumi"),
      "3.229.0",
      "PATH",
      [real],
    ]);
  });

  test.each([
    ["it is too old", "v3.228.0", "is 3.228.0, and 3.229.0 or newer 3.x is needed"],
    ["it is of another major version", "v4.0.0", "is 4.0.0, and 3.229.0 or newer 3.x is needed"],
    ["it does not know its version", "", `prints "", no version`],
  ])("is passed over because %s", async (_, version, reason) => {
    const folder = temporaryFolder();
    const command = writeFakePulumi(folder, version);
    const { options } = machine({ variables: { PATH: `${folder}:${systemPath}` } });
    const [message] = await rejection(findCli(options));
    expect(message).toContain(`on PATH, "${command}`);
    expect(message).toContain(reason);
  });

  test("is passed over without a language host", async () => {
    const folder = temporaryFolder();
    const command = writeFakePulumi(folder, "v3.250.0");
    const { options } = machine({ variables: { PATH: `${folder}:${systemPath}` } });
    const [message] = await rejection(findCli(options));
    expect(message).toContain(`on PATH, "${command}" has no "pulumi-language-nodejs" beside it or on PATH`);
  });

  test("is passed over where it fails to start", async () => {
    const folder = temporaryFolder();
    const command = writeExecutable(join(folder, "pulumi"), "exit 9");
    const { options } = machine({ variables: { PATH: `${folder}:${systemPath}` } });
    const [message] = await rejection(findCli(options));
    expect(message).toContain(`on PATH, "${command} version" fails (exit status 9)`);
  });
});

describe("the cache directory", () => {
  const obtain =
    (calls: string[], name: string, version = pinnedEngine()): ObtainEngine =>
    async ({ folder }) => {
      calls.push(name);
      writeFakePulumi(join(folder, "bin"), `v${version}`);
    };

  test("is filled by the download once, and needs nothing the next time", async () => {
    const calls: string[] = [];
    const { options, cache, lines } = machine({ download: obtain(calls, "download"), build: obtain(calls, "build") });
    const first = await findCli(options);
    const second = await findCli({ ...options, download: closed, build: closed });
    expect(calls).toEqual(["download"]);
    expect(second).toEqual(first);
    expect([first.version, first.origin, first.pathFolders]).toEqual([
      pinnedEngine(),
      "cache",
      [join(cache, readdirSync(cache).find((name) => name.startsWith("hosted-")) ?? "")],
    ]);
    expect(lines[1]).toBe("  downloading it from get.pulumi.com");
  });

  test("is filled by the build where the download fails", async () => {
    const calls: string[] = [];
    const { options } = machine({ build: obtain(calls, "build") });
    expect((await findCli(options)).origin).toBe("cache");
    expect(calls).toEqual(["build"]);
  });

  test("keeps the language host that a download brings", async () => {
    const { options, cache } = machine({
      download: async ({ folder }) => {
        writeFakePulumi(join(folder, "bin"), `v${pinnedEngine()}`);
        writeExecutable(join(folder, "bin", languageHostName));
      },
    });
    const cli = await findCli(options);
    expect(cli.command).toBe(join(cache, `pulumi-${pinnedEngine()}`, "bin", "pulumi"));
  });

  test("does not keep an engine of another version", async () => {
    const calls: string[] = [];
    const { options, cache } = machine({ download: obtain(calls, "download", "3.1.0") });
    const [message] = await rejection(findCli(options));
    expect(message).toContain(`download: "${cache}/pulumi-${pinnedEngine()}.partial-`);
    expect(readdirSync(cache)).toEqual([]);
  });

  test("makes an engine again that does not start any more", async () => {
    const calls: string[] = [];
    const { options, cache } = machine({ build: obtain(calls, "build") });
    await findCli(options);
    rmSync(join(cache, `pulumi-${pinnedEngine()}`, "bin", "pulumi"));
    await findCli(options);
    expect(calls).toEqual(["build", "build"]);
  });

  test("says where there is no CLI, with all that was tried and both ways out", async () => {
    const { options } = machine({ variables: { NO521_DOWNLOAD: "off" } });
    expect(await rejection(findCli(options))).toEqual([
      `There is no Pulumi CLI: there is no "pulumi" on PATH; download: switched off by NO521_DOWNLOAD=off; build: no way out.`,
      "Install Pulumi 3.229.0 or newer (https://www.pulumi.com/docs/install/), or install Go 1.26 (https://go.dev/doc/install), from which it is built once; then run the command again.",
    ]);
  });

  test("says that there is no Go", async () => {
    const { options } = machine({ variables: { NO521_DOWNLOAD: "off" } });
    const { build: _, ...rest } = options;
    const [message] = await rejection(findCli(rest));
    expect(message).toContain(`build: there is no "go" on PATH`);
  });

  test("says what Go printed where the build fails", async () => {
    const bin = temporaryFolder();
    writeExecutable(
      join(bin, "go"),
      'if [ "$1" = version ]; then echo "go version go1.26.8 linux/amd64"; exit; fi',
      "echo 'dial tcp: no route to host' >&2",
      "exit 1",
    );
    const { options } = machine({ variables: { NO521_DOWNLOAD: "off", PATH: `${bin}:${systemPath}` } });
    const { build: _, ...rest } = options;
    const [message] = await rejection(findCli(rest));
    expect(message).toContain(`build: "go build" fails: dial tcp: no route to host`);
  });

  test("refuses a Go that cannot fetch the toolchain it needs", async () => {
    const bin = temporaryFolder();
    const go = writeExecutable(join(bin, "go"), 'echo "go version go1.20.1 linux/amd64"');
    const { options } = machine({ variables: { NO521_DOWNLOAD: "off", PATH: `${bin}:${systemPath}` } });
    const { build: _, ...rest } = options;
    const [message] = await rejection(findCli(rest));
    expect(message).toContain(`build: "${go}" is Go 1.20, too old to build the engine`);
  });

  test("stamps the version into what it builds", async () => {
    const bin = temporaryFolder();
    const log = join(bin, "arguments");
    writeExecutable(
      join(bin, "go"),
      'if [ "$1" = version ]; then echo "go version go1.26.8 linux/amd64"; exit; fi',
      `echo "$PWD" "$@" > ${log}`,
      'while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done',
      `printf '#!/bin/sh\\necho v${pinnedEngine()}\\n' > "$out" && chmod +x "$out"`,
    );
    const { options } = machine({ variables: { NO521_DOWNLOAD: "off", PATH: `${bin}:${systemPath}` } });
    const { build: _, ...rest } = options;
    await findCli(rest);
    expect(readFileSync(log, "utf8").replace(/-o \S+/, "-o OUT")).toBe(
      `${packageRoot()}/tools/engine build -trimpath -ldflags -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pinnedEngine()} -o OUT github.com/pulumi/pulumi/pkg/v3/cmd/pulumi\n`,
    );
  });
});

test("puts the engine's folders first on PATH", () => {
  const cli = {
    command: "/opt/pulumi/pulumi",
    version: "3.259.0",
    origin: "PATH",
    environment: { NO521_NODE: "/node", NO521_SDK: "/sdk" },
    pathFolders: ["/opt/pulumi"],
  } as const;
  expect(cliEnvironment(cli, { PATH: "/usr/bin", LANG: "C" })).toEqual({
    PATH: ["/opt/pulumi", "/usr/bin"].join(delimiter),
    LANG: "C",
    NO521_NODE: "/node",
    NO521_SDK: "/sdk",
  });
});

test("builds the engine in the version of the SDK that the package depends on", () => {
  const sdk = createRequire(join(packageRoot(), "package.json"))("@pulumi/pulumi/package.json");
  expect(sdk.version).toBe(pinnedEngine());
  expect(existsSync(join(packageRoot(), "tools", "engine", "go.sum"))).toBe(true);
});
