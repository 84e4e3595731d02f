import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findNamespaces } from "../../src/engine/namespaces";
import { temporaryFolder } from "../temporary-folder";
import { recordFiles, recordFolder, writeFiles } from "./apart";

const token = "ghs_exampleTokenOfNobody";

/** A program that tries each expression and has what came of it as its outputs. */
function trying(attempts: Readonly<Record<string, string>>): string {
  const tries = Object.entries(attempts).map(([name, code]) => `${JSON.stringify(name)}: () => ${code}`);
  return `
    const fs = require("node:fs");
    const results = {};
    for (const [name, attempt] of Object.entries({ ${tries.join(",\n")} })) {
      try { results[name] = String(attempt()); } catch (error) { results[name] = error.code ?? error.message; }
    }
    module.exports = results;`;
}

/** Gives what came of each attempt. */
async function outcomes(attempts: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    GITHUB_TOKEN: token,
    AWS_SECRET_ACCESS_KEY: token,
  };
  const { outputs } = await recordFiles({ ...more, "index.js": trying(attempts) }, { environment });
  return outputs;
}

const denied = "ERR_ACCESS_DENIED";

describe("a hostile program", () => {
  test("finds no token in its environment", async () => {
    expect(
      await outcomes({
        direct: "process.env.GITHUB_TOKEN",
        all: `JSON.stringify(process.env).includes("${token}")`,
        report: `JSON.stringify(process.report.getReport()).includes("${token}")`,
        home: "process.env.HOME",
        nodeOptions: "process.env.NODE_OPTIONS",
      }),
    ).toEqual({ direct: "undefined", all: "false", report: "false", home: "undefined", nodeOptions: "undefined" });
  });

  test("reads no file but those of the repository, and of those nothing hidden", async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, "credentials"), token);
    const files = {
      ".git/config": token,
      ".npmrc": token,
      ".env": token,
      "packages/web/.env.local": token,
      "gha-creds-1.json": token,
      "packages/web/names.json": "[]",
      "out@": join(home, "credentials"),
      "packages/out@": home,
      "packages/git@": "../.git",
    };
    const attempts = Object.fromEntries(
      [
        ".git/config",
        ".npmrc",
        ".env",
        "packages/web/.env.local",
        "gha-creds-1.json",
        "out",
        "packages/out/credentials",
      ]
        .concat(["packages/git/config", "packages/web/names.json", "Pulumi.yaml"])
        .map((path) => [path, `fs.readFileSync("${path}", "utf8").length > 0`]),
    );
    const rest = {
      [home]: `fs.readFileSync(${JSON.stringify(join(home, "credentials"))})`,
      passwd: 'fs.readFileSync("/etc/passwd")',
      "/proc/self/environ": 'fs.readFileSync("/proc/self/environ")',
      "/proc/ppid/environ": `fs.readFileSync("/proc/" + ${process.pid} + "/environ")`,
      listing: 'fs.readdirSync("/")',
      whole: 'fs.readdirSync(".")',
      promises: 'fs.openSync("/etc/hostname")',
      loadEnvFile: 'process.loadEnvFile(".env")',
      require: 'require("./.npmrc")',
      existing: `fs.existsSync(${JSON.stringify(join(home, "credentials"))})`,
    };
    const read = await outcomes({ ...attempts, ...rest }, files);
    const { "packages/web/names.json": names, "Pulumi.yaml": project, existing, ...others } = read;
    expect([names, project, existing]).toEqual(["true", "true", "false"]);
    expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, denied])));
  });

  test("writes nothing, starts nothing and opens nothing", async () => {
    const folder = await temporaryFolder();
    const path = (name: string) => JSON.stringify(join(folder, name));
    expect(
      await outcomes({
        temporary: `fs.writeFileSync(${path("a")}, "1")`,
        project: 'fs.writeFileSync("index.js", "1")',
        sqlite: `new (require("node:sqlite").DatabaseSync)(${path("b")})`,
        link: `fs.symlinkSync("/etc", ${path("c")})`,
        heap: `require("node:v8").writeHeapSnapshot(${path("d")})`,
        process: 'require("node:child_process").execSync("true")',
        fork: 'require("node:child_process").fork("index.js")',
        worker: 'new (require("node:worker_threads").Worker)("1", { eval: true })',
        addon: 'process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6")',
        inspector: 'require("node:inspector").open(0)',
        session: 'new (require("node:inspector").Session)().connect()',
        wasi: 'new (require("node:wasi").WASI)({ version: "preview1" })',
        binding: 'process.binding("spawn_sync")',
      }),
    ).toEqual({
      ...{ temporary: denied, project: denied, link: denied, heap: denied, process: denied, fork: denied },
      ...{ worker: denied, inspector: denied, session: denied, wasi: denied, binding: denied },
      sqlite: "ERR_UNKNOWN_BUILTIN_MODULE",
      addon: "ERR_DLOPEN_DISABLED",
    });
    expect(existsSync(join(folder, "b"))).toBe(false);
  });

  test("sends no signal, neither to whoever started it nor to all", async () => {
    const of = (pid: string) => `process.kill(${pid}, "SIGKILL")`;
    expect(
      await outcomes({
        parent: of("process.ppid"),
        group: of("0"),
        all: of("-1"),
        test: of(String(process.pid)),
        inner: `process._kill(${process.pid}, 9)`,
        debugger: `process._debugProcess(${process.pid})`,
        restored: `delete process.kill && Object.getPrototypeOf(process).kill(${process.pid})`,
      }),
    ).toMatchObject({
      ...{ parent: denied, group: denied, all: denied, test: denied, inner: denied, debugger: denied },
      restored: expect.not.stringMatching(/^true$/),
    });
  });

  test("prints nothing that a terminal or a CI system takes for a command", async () => {
    const text = "\\u001b]0;title\\u0007\\u001b[2J::error::forged\\u202e\\n::add-mask::x\\n##vso[task.complete]";
    const { printed } = await recordFiles({
      "index.js": `process.stdout.write("${text}\\n"); require("node:fs").writeSync(2, "raw\\u009b1m\\n");`,
    });
    expect(printed.toSorted()).toEqual([
      "program: ## vso[task.complete]",
      "program: ::add-mask::x",
      "program: ::error::forged",
      "program: raw1m",
    ]);
  });

  test("connects to nobody where the system grants a network of one's own, and else the reader is told", async () => {
    const server = createServer((socket) => socket.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve(undefined))));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { outputs, notes } = await recordFiles({
      "index.js": `module.exports = () => new Promise((resolve) => {
        const socket = require("node:net").connect(${port}, "127.0.0.1");
        socket.on("data", () => resolve({ got: "through" })).on("error", ({ code }) => resolve({ got: code }));
      });`,
    });
    const { isNetworkIsolated } = await findNamespaces(process.env.PATH ?? "");
    const note = "The network was not isolated while the program ran: this system grants a check no network namespace.";
    expect([outputs, notes]).toEqual(
      isNetworkIsolated ? [{ got: expect.stringMatching(/^E/) }, []] : [{ got: "through" }, [note]],
    );
  });

  test("opens no socket that is a file, such as Docker's, by whatever way, and makes none", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "docker.sock");
    const server = createServer((socket) => socket.end("hello"));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve(undefined))));
    const made = join(folder, "made.sock");
    const { outputs, notes } = await recordFiles({
      "index.js": `
        const net = require("node:net");
        const told = (emitter, event) => new Promise((resolve) => emitter
          .on(event, () => resolve("through")).on("data", () => resolve("through")).on("error", ({ code }) => resolve(code)));
        module.exports = async () => {
          const handle = new (process.stdout._handle.constructor)(0);
          return {
            connects: await told(net.connect("${path}"), "connect"),
            asks: await told(require("node:http").get({ socketPath: "${path}" }), "response"),
            listens: await told(net.createServer().listen("${made}"), "listening"),
            binds: handle.bind("${made}") === 0,
            restores: delete Object.getPrototypeOf(handle).bind,
          };
        };`,
    });
    expect(outputs).toEqual({
      ...{ connects: "EACCES", asks: "EACCES", listens: "EACCES" },
      binds: false,
      restores: false,
    });
    expect(existsSync(made)).toBe(false);
    expect(notes.at(-1)).toBe(
      `The program was not let, and went on without: opening the socket ${path}, opening the socket ${made}.`,
    );
  });
});

describe("a program that meddles with its recording is never clean", () => {
  const record = `const aws = require("@pulumi/aws"); new aws.ec2.Eip("eip");`;
  const meddles = /^The program meddles with its own recording, which cannot be read: /;

  test.each([
    ["writes to the channel", 'require("node:fs").writeSync(3, "clean");', meddles],
    [
      "forges the end",
      `const stack = { urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", type: "pulumi:pulumi:Stack", name: "shop-dev",
         kind: "component", inputs: {}, outputs: {}, dependsOn: [],
         options: { protect: false, deleteBeforeReplace: false, retainOnDelete: false, ignoreChanges: [] } };
       const result = JSON.stringify({ kind: "recorded", recording: { resources: [stack], outputs: {}, unanswered: [], leftOpen: [] } });
       const end = Buffer.from(JSON.stringify({ kind: "end", token: "?", result, denials: [], absentVariables: [] }));
       const head = Buffer.alloc(4); head.writeUInt32BE(end.length);
       require("node:fs").writeSync(3, Buffer.concat([head, end])); process.exit(0);`,
      meddles,
    ],
    ["announces a message without end", 'require("node:fs").writeSync(3, Buffer.from([255, 255, 255, 255]));', meddles],
    ["ends its process", "process.exit(0);", /^The program ended its process before it had declared/],
    [
      "ends its process later",
      "setImmediate(() => process.reallyExit(0)); module.exports = () => new Promise(() => setTimeout(() => {}, 9e5));",
      /^The program ended its process/,
    ],
    ["replaces lists", `${record} Array.prototype.map = () => [];`, meddles],
    ["replaces the writing of JSON", `${record} JSON.stringify = () => "{}";`, meddles],
    ["gives every object a text of its own", `${record} Object.prototype.toJSON = () => ({});`, meddles],
    [
      "has no resource registered",
      `const { runtime } = require("@pulumi/pulumi"); const monitor = runtime.getMonitor();
       monitor.registerResource = (_request, reply) => reply(null, {}); ${record}`,
      /^The program /,
    ],
    ["closes the channel", 'require("node:fs").closeSync(3);', /^The program /],
    ["names what moves the cursor", 'const aws = require("@pulumi/aws"); new aws.ec2.Eip("a\\u001b[2Jb");', meddles],
  ])("one that %s", async (_, program, message) => {
    await expect(recordFiles({ "index.js": program })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(message),
    });
  });

  test("one that prints without end is stopped", async () => {
    await expect(
      recordFiles({
        "index.js":
          'const go = () => process.stdout.write("x".repeat(65536), go); go(); module.exports = () => new Promise(() => {});',
      }),
    ).rejects.toMatchObject({
      name: "UserError",
      message: "The program printed more than 16 MB.",
    });
  });

  test("and what it leaves behind in the repository is what was there", async () => {
    const folder = await writeFiles({ "index.js": 'try { require("node:fs").rmSync("Pulumi.yaml"); } catch {}' });
    await recordFolder(folder);
    expect(await readFile(join(folder, "Pulumi.yaml"), "utf8")).toBe("name: shop\nruntime: nodejs\n");
  });
});
