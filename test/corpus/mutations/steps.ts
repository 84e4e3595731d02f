import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { type Change, type Inputs, outputOf, type Registered, type Step } from "../plant";

/** Rewrites the resources of a type; what it gives undefined for stays as it is. */
export function change(type: string, to: Change): Step {
  return { do: "change", type, to };
}

/** Sets inputs of all resources of a type. */
export function set(type: string, inputs: Inputs): Step {
  return change(type, (before) => ({ ...before, ...inputs }));
}

/** Deletes statements of a type. */
export function drop(type: string, where: (inputs: Inputs, name: string) => boolean = () => true): Step {
  return { do: "drop", type, where };
}

/** Appends statements to the program. */
export function add(make: (program: Registered) => void): Step {
  return { do: "add", make };
}

/** Gives a setting of the zone another value. */
export function setting(settingId: string, value: unknown): Step {
  return change(types.zoneSetting, (inputs) => (inputs.settingId === settingId ? { ...inputs, value } : undefined));
}

/** Rewrites the rules of the zone's rulesets. */
export function rules(rewrite: (rule: Inputs) => Inputs): Step {
  return change(types.ruleset, (ruleset) => ({
    ...ruleset,
    rules: asList(ruleset.rules).filter(isInputs).map(rewrite),
  }));
}

/** Reports whether a listener is the one for https. */
export function isHttps({ port, protocol }: Inputs): boolean {
  return protocol === "HTTPS" && (port === 443 || port === 8443);
}

/** Rewrites the listener for https. */
export function listening(to: (listener: Inputs, program: Registered) => Inputs): Step {
  return change(types.listener, (listener, _, program) => (isHttps(listener) ? to(listener, program) : undefined));
}

/** The zone of the program, as its records name it. */
export function zoneIdOf({ all }: Registered): unknown {
  return outputOf(all(types.zone)[0], "id");
}

/** The network of the program. */
export function vpcIdOf({ all }: Registered): unknown {
  return outputOf(all(types.vpc)[0], "id");
}
