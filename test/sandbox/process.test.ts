import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { expect, onTestFinished, test } from "vitest";
import { call, cloudFolder, struct } from "./client";

const main = join(__dirname, "..", "..", "sandbox", "main.ts");
const loader = createRequire(__filename).resolve("tsx/cjs");

function start(args: readonly string[], environment: Record<string, string>): ChildProcess {
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...environment };
  const child = spawn(process.execPath, ["--require", loader, main, ...args], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Something that answers at the engine's address. */
async function fakeEngine(): Promise<{ server: Server; address: string }> {
  const server = createServer((socket) => void socket.on("error", () => undefined).resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return { server, address: `127.0.0.1:${typeof address === "object" ? address?.port : ""}` };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The child has no output.");
  const [line] = await once(createInterface(child.stdout), "line");
  return String(line);
}

async function output(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += String(chunk);
  });
  const [code] = await once(child, "close");
  return { code, errors };
}

test("prints its port, serves the protocol, and ends on SIGINT at once", async () => {
  const { address } = await fakeEngine();
  const child = start(["cloudflare", "-v=5", "--logtostderr", address], { NO521_SANDBOX: cloudFolder() });
  const client = new ResourceProviderClient(`127.0.0.1:${await firstLine(child)}`, credentials.createInsecure());
  const plugin = await call<{ getVersion(): string }>((done) => client.getPluginInfo(new Empty(), done));
  expect(plugin.getVersion()).toBe("6.22.1");
  const configure = new rpc.ConfigureRequest();
  configure.setArgs(struct({ apiToken: "another-token" }));
  await expect(call((done) => client.configure(configure, done))).rejects.toThrow(
    "The sandbox refuses to run: cloudflare:apiToken is not the sandbox's own.\n" +
      "  fix: Select the stack `sandbox`, whose configuration carries the sandbox's credentials.",
  );
  await call((done) => client.cancel(new Empty(), done));
  client.close();
  child.kill("SIGINT");
  const [code, signal] = await once(child, "exit");
  expect([code, signal]).toEqual([null, "SIGINT"]);
});

test("ends by itself when its engine is gone", async () => {
  const { server, address } = await fakeEngine();
  const child = start(["aws", address], { NO521_SANDBOX: cloudFolder() });
  const ended = once(child, "exit");
  await firstLine(child);
  server.close();
  expect((await ended)[0]).toBe(0);
});

test("says how it is started", async () => {
  const { code, errors } = await output(start(["azure", "127.0.0.1:1"], {}));
  expect([code, errors]).toEqual([64, "usage: main.ts <aws|cloudflare> <engine address>\n"]);
});
