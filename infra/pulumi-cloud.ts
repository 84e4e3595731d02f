/**
 * What a program on Pulumi Cloud imports beside the components: `import { DriftSchedules } from "no521/pulumi-cloud"`. It
 * needs `@pulumi/pulumiservice`, which the components do not.
 */

export { DriftSchedules, type DriftSchedulesArgs } from "./components/drift-schedules";
