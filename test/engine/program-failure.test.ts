import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { describeFailure } from "../../src/engine/program-failure";
import { secretMarker } from "../../src/engine/record-values";
import { UnansweredInvokeError } from "../../src/engine/unanswered-invoke";
import { UserError } from "../../src/user-error";

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

function transformError(): Error {
  const error = new Error('Transform failed with 1 error:\n/shop/index.ts:3:9: ERROR: Expected ")" but found ";"');
  error.name = "TransformError";
  return error;
}

describe("describeFailure", () => {
  test.each([
    ["a mistake that we name ourselves", new UserError("It is so.", "Do this."), "It is so.", "Do this."],
    [
      "a module that is not installed",
      Object.assign(new Error("Cannot find module 'left-pad'\nRequire stack:\n- /shop/index.ts"), {
        code: "MODULE_NOT_FOUND",
      }),
      "The program cannot be loaded: Cannot find module 'left-pad', which /shop/index.ts imports.",
      "Install the program's dependencies, such as with npm install.",
    ],
    [
      "a module that an ES module imports",
      Object.assign(new Error("Cannot find package 'left-pad' imported from /shop/index.ts"), {
        code: "ERR_MODULE_NOT_FOUND",
      }),
      "The program cannot be loaded: Cannot find package 'left-pad', which /shop/index.ts imports.",
      "Install the program's dependencies, such as with npm install.",
    ],
    [
      "a module of its own that is not there",
      Object.assign(new Error("Cannot find module './zone'\nRequire stack:\n- /shop/index.ts\n- /shop/noop.js"), {
        code: "MODULE_NOT_FOUND",
      }),
      "The program cannot be loaded: Cannot find module './zone', which /shop/index.ts imports.",
      "Correct the path, or restore the file.",
    ],
    [
      "memory that is not there",
      new RangeError("Array buffer allocation failed"),
      "The program needs more memory than it has: Array buffer allocation failed.",
      "Find what grows, or give it more with --memory.",
    ],
    [
      "TypeScript that is none",
      transformError(),
      'The program cannot be compiled: /shop/index.ts:3:9: ERROR: Expected ")" but found ";".',
      "Correct the program.",
    ],
    [
      "a configuration that is missing",
      thrownBy(() => new pulumi.Config("shop").require("zone")),
      'The program needs the configuration "shop:zone", which the stack does not have.',
      "Set it: pulumi config set shop:zone <value>. Or name another stack with --stack.",
    ],
    [
      "what the SDK complains about",
      new pulumi.RunError("Configuration 'shop:count' value 'many' is not a valid number"),
      "The program stops: Configuration 'shop:count' value 'many' is not a valid number.",
      "Correct what it complains about.",
    ],
    [
      "a host that it asks",
      new Error("error serializing property", { cause: new Error("getaddrinfo EAI_AGAIN www.example.com") }),
      "The program asks www.example.com for something, and a check gives it no network.",
      'Ask for Cloudflare\'s ranges with cloudflare.getIpRangesOutput, or judge the program with "no521 check --preview", or its exported state with "no521 check --state FILE".',
    ],
    [
      "an encrypted number that it cannot do without",
      new pulumi.RunError(`Configuration 'shop:count' value '${secretMarker}' is not a valid number`),
      'The program needs the number "shop:count" to go on, which is encrypted, and a check decrypts nothing.',
      'Read it as a secret, which may be unknown, or judge the program with "no521 check --preview", or its exported ' +
        'state with "no521 check --state FILE".',
    ],
    ["a text", "no luck", "The program throws no luck.", "Throw an Error."],
    ["nothing", undefined, "The program throws undefined.", "Throw an Error."],
  ])("says of %s what it is and what to do", (_, error, what, fix) => {
    expect(describeFailure(error)).toEqual({ what, fix });
  });

  test("names the provider function that a program cannot do without, and the ways on", () => {
    expect(describeFailure(new UnansweredInvokeError("aws:ec2/getVpcs:getVpcs"))).toEqual({
      what: 'The program needs the answer of "aws:ec2/getVpcs:getVpcs" to go on, and a check asks no cloud.',
      fix:
        'Tell it under fixtures in no521.yaml, use getVpcsOutput, whose result may be unknown, or judge the program with "no521 check --preview", or its ' +
        'exported state with "no521 check --state FILE".',
    });
  });

  test("names the way on where only the SDK is too old for an unknown result", () => {
    expect(describeFailure(new UnansweredInvokeError("aws:ec2/getVpcs:getVpcs", true)).fix).toMatch(
      /^Update @pulumi\/pulumi, which then takes an unknown result, or judge /,
    );
  });

  test("keeps the stack of what nobody foresaw", () => {
    const error = new TypeError("zones is undefined\nand more");
    expect(describeFailure(error)).toEqual({
      what: "The program throws TypeError: zones is undefined.",
      fix: "Correct the program; the stack is above.",
      stack: error.stack,
    });
  });
});
