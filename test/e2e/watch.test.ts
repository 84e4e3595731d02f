import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { randomFrom, watchRules } from "./interrupted";

const rule = (cidrIpv4: string) => JSON.stringify({ properties: { cidrIpv4 } });

test("a watch tells a range that was gone for a moment, and nothing of one that stayed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "no521-watch-"));
  const [stays, goes] = [join(folder, "sgr-1.json"), join(folder, "sgr-2.json")];
  await writeFile(stays, rule("192.0.2.0/24"));
  await writeFile(goes, rule("198.51.100.0/24"));
  const watch = watchRules(folder);
  watch.hold(["192.0.2.0/24", "198.51.100.0/24"]);
  await vi.waitUntil(() => watch.looks() > 2);
  expect(watch.missing()).toEqual([]);
  await rm(goes);
  const looks = watch.looks();
  await vi.waitUntil(() => watch.looks() > looks + 2);
  await writeFile(goes, rule("198.51.100.0/24"));
  watch.stop();
  const missing = new Set(watch.missing().map((said) => said.replace(/^look \d+: /, "")));
  expect([...missing]).toEqual(["198.51.100.0/24"]);
  await rm(folder, { recursive: true });
});

test("the same seed gives the same numbers, within 0 and 1, and another one gives others", () => {
  const [first, again, other] = [521, 521, 522].map((seed) => {
    const random = randomFrom(seed);
    return Array.from({ length: 100 }, random);
  });
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(first?.every((number) => number >= 0 && number < 1)).toBe(true);
});
