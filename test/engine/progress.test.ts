import { expect, test } from "vitest";
import { plainProgress } from "../../src/engine/progress";

function collecting() {
  const lines: string[] = [];
  return { lines, progress: plainProgress((line) => lines.push(line.replace(/\d+ s/, "N s"))) };
}

test("says what work is at, and that it is done", async () => {
  const { lines, progress } = collecting();
  const result = await progress("Getting it", (say) => {
    say("downloading");
    return Promise.resolve(7);
  });
  expect([result, lines]).toEqual([7, ["Getting it …", "  downloading", "Getting it: done in N s"]]);
});

test("says that work was not done, and passes its error on", async () => {
  const { lines, progress } = collecting();
  await expect(progress("Getting it", () => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
  expect(lines).toEqual(["Getting it …", "Getting it: not done after N s"]);
});
