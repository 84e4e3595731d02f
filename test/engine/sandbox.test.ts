import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { PulumiCli } from "../../src/engine/cli";
import { languageHostName } from "../../src/engine/language-host";
import { packageRoot } from "../../src/engine/package-root";
import { prepareSandbox } from "../../src/engine/sandbox";
import { temporaryFolder, writeExecutable, writeFakePulumi } from "./fake-pulumi";

function fakeCli({ host }: { readonly host: "beside" | "on-path" }): PulumiCli {
  const [engine, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const hostFolder = host === "beside" ? engine : elsewhere;
  writeExecutable(join(hostFolder, languageHostName));
  return {
    command: writeFakePulumi(engine, "v3.259.0"),
    version: "3.259.0",
    origin: "PATH",
    environment: { NO521_NODE: "/node", NO521_SDK: "/sdk" },
    pathFolders: [hostFolder],
  };
}

const node = dirname(process.execPath);

test("gives its processes an environment of their own", async () => {
  const root = join(temporaryFolder(), "sandbox");
  const cli = fakeCli({ host: "beside" });
  const sandbox = await prepareSandbox({ root, cli, environment: { PATH: "/usr/bin", HOME: "/home/me" } });
  expect(sandbox).toEqual({
    root,
    home: join(root, "home"),
    state: join(root, "state"),
    cloud: join(root, "cloud"),
    cli,
    environment: {
      HOME: "/home/me",
      PATH: `${node}:${cli.pathFolders[0]}:/usr/bin`,
      NO521_NODE: "/node",
      NO521_SDK: "/sdk",
      NO521_SANDBOX: join(root, "cloud"),
      PULUMI_HOME: join(root, "home"),
      PULUMI_BACKEND_URL: `file://${root}/state?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "sandbox",
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      CLOUDFLARE_API_TOKEN: "sandbox-sandbox-sandbox-sandbox-sandbox",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    },
  });
  expect(readdirSync(root).sort()).toEqual(["cloud", "home", "state"]);
});

test("keeps a host that stands on PATH only in front, and visible to the engine", async () => {
  const cli = fakeCli({ host: "on-path" });
  const { environment } = await prepareSandbox({ root: temporaryFolder(), cli, environment: { PATH: "/usr/bin" } });
  expect(environment.PATH).toBe(`${cli.pathFolders[0]}:${node}:/usr/bin`);
  expect(environment).not.toHaveProperty("PULUMI_IGNORE_AMBIENT_PLUGINS");
});

test.each([
  ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"],
  ...["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_REGION"],
  ...["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_USER_SERVICE_KEY"],
  ...["PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_CONFIG", "PULUMI_STACK", "PULUMI_ORG"],
  ...["PULUMI_DEBUG_PROVIDERS", "PULUMI_API", "GITHUB_TOKEN", "NPM_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  ...["HTTPS_PROXY", "NODE_OPTIONS", "NODE_PATH", "SSH_AUTH_SOCK", "GOOGLE_APPLICATION_CREDENTIALS"],
])("does not let %s through", async (name) => {
  const environment = { PATH: "/usr/bin", [name]: "real" };
  const cli = fakeCli({ host: "beside" });
  const sandbox = await prepareSandbox({ root: temporaryFolder(), cli, environment });
  expect(Object.values(sandbox.environment)).not.toContain("real");
});

test("does not take over the caller's own settings of what it sets itself", async () => {
  const environment = { PULUMI_HOME: "/mine", PULUMI_BACKEND_URL: "https://mine.example.com", NO521_SANDBOX: "/mine" };
  const cli = fakeCli({ host: "beside" });
  const sandbox = await prepareSandbox({ root: temporaryFolder(), cli, environment });
  expect(Object.values(sandbox.environment).filter((value) => value?.includes("mine"))).toEqual([]);
});

test("writes the plugins for the installed SDKs and for further versions", async () => {
  const require = createRequire(join(packageRoot(), "package.json"));
  const [aws, cloudflare] = ["aws", "cloudflare"].map((name) => require(`@pulumi/${name}/package.json`).version);
  const root = temporaryFolder();
  const sdkVersions = { aws: ["6.83.2", aws] };
  const cli = fakeCli({ host: "beside" });
  const { home } = await prepareSandbox({ root, cli, environment: {}, sdkVersions });
  expect(readdirSync(join(home, "plugins")).sort()).toEqual(
    [`resource-aws-v6.83.2`, `resource-aws-v${aws}`, `resource-cloudflare-v${cloudflare}`].sort(),
  );
  const file = join(home, "plugins", `resource-cloudflare-v${cloudflare}`, "pulumi-resource-cloudflare");
  expect(readdirSync(dirname(file))).toEqual(["pulumi-resource-cloudflare"]);
  expect(statSync(file).mode & 0o777).toBe(0o755);
  expect(readFileSync(file, "utf8")).toBe(
    [
      "#!/bin/sh",
      "# Written by no521: the sandbox's cloudflare.",
      `exec '${process.execPath}' '--require' '${require.resolve("tsx/cjs")}' '${packageRoot()}/sandbox/main.ts' 'cloudflare' "$@"`,
      "",
    ].join("\n"),
  );
});

test("writes a plugin again only where it differs", async () => {
  const options = { root: temporaryFolder(), cli: fakeCli({ host: "beside" }), environment: {} };
  const { home } = await prepareSandbox(options);
  const [folder = ""] = readdirSync(join(home, "plugins"));
  const file = join(home, "plugins", folder, folder.replace(/^resource-(.*)-v.*$/, "pulumi-resource-$1"));
  const longAgo = new Date("2020-01-01T00:00:00Z");
  utimesSync(file, longAgo, longAgo);
  await prepareSandbox(options);
  expect(statSync(file).mtime).toEqual(longAgo);
  const script = readFileSync(file, "utf8");
  writeFileSync(file, "#!/bin/sh\nexit 1\n");
  await prepareSandbox(options);
  expect(readFileSync(file, "utf8")).toBe(script);
});
