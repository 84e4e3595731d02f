import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo, RunPluginRequest, type RunPluginResponse, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { expect, onTestFinished, test, vi } from "vitest";
import { packageRoot } from "../../../../src/engine/package-root";
import { bundleLanguageHost } from "../../../../tools/engine/bundle";
import { temporaryFolder } from "../../../engine/fake-pulumi";

/** A server that plays the engine: somebody listens on its address, and nothing more. */
async function fakeEngine(): Promise<{ server: Server; address: string }> {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { server, address: `127.0.0.1:${address.port}` };
}

/** Starts the bundled host with these arguments, in a folder that is not the project's. */
async function startHost(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const folder = temporaryFolder();
  const file = join(folder, "language-host.cjs");
  await bundleLanguageHost(file);
  const host = spawn(process.execPath, [file, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Not SIGKILL: the host would leave its program behind, which no engine's process group holds here.
  onTestFinished(async () => {
    host.kill("SIGTERM");
    await exitOf(host);
  });
  const [line] = await once(host.stdout, "data");
  const client = new LanguageRuntimeClient(`127.0.0.1:${String(line).trim()}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  return { host, client };
}

/** Makes a program whose SDK is a script that writes how it was called and never ends. */
function endlessProgram(): { folder: string; started: string } {
  const folder = temporaryFolder();
  const [sdk, started] = [join(folder, "node_modules/@pulumi/pulumi/cmd/run"), join(folder, "started")];
  mkdirSync(sdk, { recursive: true });
  writeFileSync(
    join(sdk, "index.js"),
    `const call = { pid: process.pid, arguments: process.argv.slice(2), options: process.execArgv, cwd: process.cwd(),
                    config: process.env.PULUMI_CONFIG, typescript: process.env.PULUMI_NODEJS_TYPESCRIPT ?? null };
     require("node:fs").writeFileSync(${JSON.stringify(`${started}.partial`)}, JSON.stringify(call));
     require("node:fs").renameSync(${JSON.stringify(`${started}.partial`)}, ${JSON.stringify(started)});
     setInterval(() => {}, 1e9);`,
  );
  return { folder, started };
}

function runRequest(folder: string): RunRequest {
  const options = Struct.fromJavaScript({ nodeargs: "--stack-trace-limit=7" });
  const program = new ProgramInfo().setRootDirectory(folder).setProgramDirectory(folder).setEntryPoint("index.js");
  const request = new RunRequest().setProject("trial").setStack("test").setOrganization("organization");
  request.getConfigMap().set("trial:key", "value");
  return request.setMonitorAddress("127.0.0.1:1").setDryrun(true).setParallel(4).setInfo(program.setOptions(options));
}

async function exitOf(host: ChildProcess): Promise<readonly [number | null, string | null]> {
  if (host.exitCode === null && host.signalCode === null) await once(host, "exit");
  return [host.exitCode, host.signalCode];
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "ends in good order on %s, so that the engine need not wait",
  async (signal) => {
    const { address } = await fakeEngine();
    const { host } = await startHost([address]);
    host.kill(signal);
    expect(await exitOf(host)).toEqual([0, null]);
  },
);

test("takes its program with it on SIGINT", async () => {
  const { address } = await fakeEngine();
  const { host, client } = await startHost([address]);
  const { folder, started } = endlessProgram();
  client.run(runRequest(folder), () => undefined);
  await vi.waitFor(() => expect(existsSync(started)).toBe(true), 15_000);
  host.kill("SIGINT");
  expect(await exitOf(host)).toEqual([0, null]);
  const { pid } = JSON.parse(readFileSync(started, "utf8"));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 10_000);
});

test("interrupts the program on Cancel and answers that it did not end well", async () => {
  const { address } = await fakeEngine();
  const { client } = await startHost([address]);
  const { folder, started } = endlessProgram();
  const answer = new Promise<string>((resolve, reject) => {
    client.run(runRequest(folder), (error, response) => (error ? reject(error) : resolve(response.getError())));
  });
  await vi.waitFor(() => expect(existsSync(started)).toBe(true), 15_000);
  await new Promise<void>((resolve, reject) => {
    client.cancel(new Empty(), (error) => (error ? reject(error) : resolve()));
  });
  expect(await answer).toBe("Program was killed by signal SIGINT before it had registered all its resources.");
});

test("finds the engine's address behind flags, and ends when nobody listens there", async () => {
  const { server, address } = await fakeEngine();
  const { host } = await startHost(["-v=5", "--logtostderr", "--tracing", "tcp://127.0.0.1:1", address]);
  server.close();
  expect(await exitOf(host)).toEqual([0, null]);
});

test("calls the SDK as Pulumi's own host does", async () => {
  const { address } = await fakeEngine();
  const { client } = await startHost([address], { PULUMI_NODEJS_TSCONFIG_PATH: "of-the-caller.json" });
  const { folder, started } = endlessProgram();
  client.run(runRequest(folder), () => undefined);
  await vi.waitFor(() => expect(existsSync(started)).toBe(true), 15_000);
  expect(JSON.parse(readFileSync(started, "utf8"))).toEqual({
    pid: expect.any(Number),
    arguments: [
      ...["--monitor", "127.0.0.1:1", "--engine", address, "--organization", "organization", "--project", "trial"],
      ...["--root-directory", folder, "--stack", "test", "--pwd", folder, "--parallel", "4", "--dry-run", "index.js"],
    ],
    options: ["--stack-trace-limit=7"],
    cwd: folder,
    config: '{"trial:key":"value"}',
    typescript: "true",
  });
});

async function runPack(environment: NodeJS.ProcessEnv): Promise<readonly [output: string, exitCode: number]> {
  const { address } = await fakeEngine();
  const { client } = await startHost([address], environment);
  const folder = temporaryFolder();
  writeFileSync(join(folder, "index.js"), `console.log("judging in", process.cwd()); process.exit(5);`);
  const request = new RunPluginRequest()
    .setKind("analyzer")
    .setPwd(folder)
    .setArgsList([address])
    .setEnvList([`PATH=${process.env.PATH}`])
    .setInfo(new ProgramInfo().setProgramDirectory(folder));
  const messages: RunPluginResponse[] = [];
  for await (const message of client.runPlugin(request)) messages.push(message);
  const output = messages.map((message) =>
    Buffer.concat([message.getStdout_asU8(), message.getStderr_asU8()]).toString(),
  );
  return [output.join("").replaceAll(folder, "PACK"), messages.at(-1)?.getExitcode() ?? 0];
}

test("runs a pack that brings no SDK with the one that no521 came with, and forwards how it ends", async () => {
  expect(await runPack({ NO521_SDK: packageRoot() })).toEqual(["judging in PACK\n", 5]);
});

test("says where it looked for the SDK that a pack needs", async () => {
  expect(await runPack({ NO521_SDK: "/nowhere" })).toEqual([
    'Cannot find the package "@pulumi/pulumi" from "PACK" or "/nowhere": run "npm install" there.\n',
    1,
  ]);
});

test("ends a plugin when the engine hangs up", async () => {
  const { address } = await fakeEngine();
  const { client } = await startHost([address], { NO521_SDK: packageRoot() });
  const folder = temporaryFolder();
  writeFileSync(join(folder, "index.js"), `console.log(process.pid); setInterval(() => {}, 1e9);`);
  const request = new RunPluginRequest()
    .setKind("analyzer")
    .setPwd(folder)
    .setArgsList([address])
    .setEnvList([`PATH=${process.env.PATH}`])
    .setInfo(new ProgramInfo().setProgramDirectory(folder));
  const call = client.runPlugin(request);
  call.on("error", () => undefined);
  const [message]: RunPluginResponse[] = await once(call, "data");
  const pid = Number(Buffer.from(message?.getStdout_asU8() ?? []).toString());
  expect(process.kill(pid, 0)).toBe(true);
  call.cancel();
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 10_000);
});
