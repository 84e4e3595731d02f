import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../src/user-error";

/** Runs the program; a mistake of the person who configured it is printed as two lines, without a stack. */
export async function runProgram<T>(program: () => Promise<T>): Promise<T> {
  try {
    return await program();
  } catch (error) {
    if (error instanceof UserError) throw new pulumi.RunError(`${error.message}\n  fix: ${error.fix}`);
    if (pulumi.InputPropertyError.isInstance(error)) {
      throw new pulumi.RunError(`${error.propertyPath}: ${error.reason}.`);
    }
    throw error;
  }
}
