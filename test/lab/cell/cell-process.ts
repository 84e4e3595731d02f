import { snapshot } from "../../../src/cloudflare/ranges";
import { Cell } from "./cell";

/** Starts a cell, prints the ids of its processes, and waits to be killed. */
async function main(): Promise<void> {
  const cell = await Cell.start(snapshot.ranges.map(({ cidr }) => cidr));
  process.stdout.write(`${JSON.stringify(Object.values(await cell.processIds()))}\n`);
}

void main();
