import { isAbsolute } from "node:path";
import { UserError } from "../../src/user-error";
import { type Properties, text, texts } from "./property";

/** The account that is nobody's: the real AWS provider refuses to work for it. */
export const SANDBOX_ACCOUNT = "000000000000";
/** The only AWS access key and secret key that the sandbox takes. */
export const SANDBOX_KEY = "sandbox";
/** The only Cloudflare token that the sandbox takes; as long as a real one, since the provider checks its form. */
export const SANDBOX_TOKEN = "sandbox-sandbox-sandbox-sandbox-sandbox";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The provider that a plugin process plays. */
export type ProviderName = "aws" | "cloudflare";

/**
 * Gives the sandbox's folder.
 * @throws {UserError} if this process was not started in the sandbox's environment.
 */
export function sandboxFolder(environment: Environment): string {
  const folder = environment.NO521_SANDBOX;
  if (folder === undefined || !isAbsolute(folder)) {
    throw new UserError(
      "This is the sandbox's provider plugin, and NO521_SANDBOX does not name the sandbox's folder, so it does nothing.",
      "Use `npm run pulumi` for the sandbox; for a real account, use a PULUMI_HOME without the sandbox's plugins.",
    );
  }
  return folder;
}

/**
 * Refuses every credential but the sandbox's own, so that a deployment meant for a real account cannot end here.
 * @throws {UserError} naming the setting that is not the sandbox's; no credential is ever shown.
 */
export function requireSandboxCredentials(provider: ProviderName, config: Properties, environment: Environment): void {
  const given =
    provider === "aws"
      ? {
          "aws:accessKey": text(config.accessKey) ?? environment.AWS_ACCESS_KEY_ID,
          "aws:secretKey": text(config.secretKey) ?? environment.AWS_SECRET_ACCESS_KEY,
        }
      : { "cloudflare:apiToken": text(config.apiToken) ?? environment.CLOUDFLARE_API_TOKEN };
  const expected = provider === "aws" ? SANDBOX_KEY : SANDBOX_TOKEN;
  const wrong = Object.entries(given).find(([, value]) => value !== expected);
  if (wrong !== undefined) throw refusal(wrong[0], wrong[1] === undefined ? "is not set" : "is not the sandbox's own");
  const other = otherCredential(provider, config);
  if (other !== undefined) throw refusal(other, "is set");
  const foreign = texts(config.allowedAccountIds).some((account) => account !== SANDBOX_ACCOUNT);
  if (foreign) throw refusal("aws:allowedAccountIds", `names another account than ${SANDBOX_ACCOUNT}`);
}

function otherCredential(provider: ProviderName, config: Properties): string | undefined {
  const names = provider === "aws" ? ["profile", "token", "assumeRoles"] : ["apiKey", "apiUserServiceKey"];
  const set = names.find(
    (name) => config[name] !== undefined && texts(config[name]).length + (text(config[name]) ?? "").length > 0,
  );
  return set === undefined ? undefined : `${provider}:${set}`;
}

function refusal(setting: string, state: string): UserError {
  return new UserError(
    `The sandbox refuses to run: ${setting} ${state}.`,
    "Select the stack `sandbox`, whose configuration carries the sandbox's credentials.",
  );
}
