import "../require-node.mjs";
import { join, relative } from "node:path";
import { findCli } from "../../src/engine/cli";
import { progressFor } from "../../src/engine/progress";
import { prepareSandbox } from "../../src/engine/sandbox";
import { UserError } from "../../src/user-error";
import { deploy, drift, reject, type Stage } from "./acts";
import { clean } from "./clean";
import { tellerFor } from "./console";
import { tellWithoutEngine } from "./without-engine";

const project = join(__dirname, "../..");
const root = process.env.NO521_SANDBOX_ROOT || join(project, ".sandbox");

/** Tells the product's story on the embedded sandbox: `npm start`, and `npm start -- --clean` to remove it. */
async function main(args: readonly string[]): Promise<number> {
  const teller = tellerFor(process.stdout, process.env);
  const unknown = args.filter((arg) => arg !== "--clean");
  if (unknown.length > 0) {
    throw new UserError(
      `"${unknown.join(" ")}" is no option of npm start.`,
      "Run `npm start`, or `npm start -- --clean`.",
    );
  }
  if (args.includes("--clean")) {
    teller.say(await clean(root));
    return 0;
  }
  const progress = progressFor(process.stderr, process.env);
  const found = await findCli({ environment: process.env, progress }).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    return error;
  });
  if (found instanceof UserError) return tellWithoutEngine(project, teller, found);
  const sandbox = await prepareSandbox({ root, cli: found, environment: process.env });
  const place = `${relative(project, root)}/`;
  teller.say(`Pulumi ${found.version}, an AWS and a Cloudflare of this machine's own in ${place}, no account.`);
  const stage: Stage = { project, sandbox, teller, during: (title, work) => progress(title, work) };
  await deploy(stage);
  await reject(stage);
  await drift(stage);
  teller.say("\nThe stack stands, with the rule missing. Let its state know, look at it, mend it, or remove it all:");
  teller.command("npm run pulumi -- refresh --yes");
  teller.command("npm run reach");
  teller.command("npm run up -- --yes");
  teller.command("npm start -- --clean");
  return 0;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`error: ${error.message}\n  fix: ${error.fix}\n`);
    process.exitCode = 2;
  },
);
