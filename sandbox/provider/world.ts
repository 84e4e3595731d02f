import { Turns } from "../store/lock";
import { Store } from "../store/store";
import {
  type Environment,
  type ProviderName,
  requireSandboxCredentials,
  SANDBOX_ACCOUNT,
  sandboxFolder,
} from "./credentials";
import type { Warn } from "./engine-log";
import { Operations } from "./operations";
import { text } from "./property";
import type { ResourceType } from "./resource-type";
import type { Invoke, ProviderParts } from "./service";

/** What a provider needs of the process it runs in. */
export interface World {
  readonly environment: Environment;
  readonly now: () => Date;
  readonly warn: Warn;
  readonly cancel: () => void;
  /** How long a deletion or validation is tried again, in milliseconds. */
  readonly patienceMs?: number;
}

/** The real providers try for minutes what nothing in the sandbox needs seconds for. */
const PATIENCE_MS = 5000;

/** What is particular to a provider. */
export interface ProviderCatalogue {
  readonly name: ProviderName;
  readonly version: string;
  readonly types: readonly ResourceType[];
  functions(store: Store): Readonly<Record<string, Invoke>>;
}

/** Puts a provider together; it serves nothing before it knows that it runs in the sandbox's environment. */
export function assembleProvider(catalogue: ProviderCatalogue, world: World): ProviderParts {
  return {
    version: catalogue.version,
    types: catalogue.types,
    warn: world.warn,
    cancel: world.cancel,
    configure(config) {
      const folder = sandboxFolder(world.environment);
      requireSandboxCredentials(catalogue.name, config, world.environment);
      const store = new Store(folder);
      const around = {
        store,
        types: catalogue.types,
        account: SANDBOX_ACCOUNT,
        region: text(config.region) ?? world.environment.AWS_REGION ?? "us-east-1",
        now: world.now,
        patienceMs: world.patienceMs ?? PATIENCE_MS,
      };
      return { operations: new Operations(around, new Turns(folder)), invokes: catalogue.functions(store) };
    },
  };
}
