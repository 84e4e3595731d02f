import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkPicture, pictureFile, withComment } from "../../../tools/picture/check-picture";
import { terminalSvg, textOf } from "../../../tools/picture/terminal-svg";

describe("a picture of a terminal", () => {
  test("has each piece of a line in its column and its colour", () => {
    const svg = terminalSvg("\u001b[1m\u001b[31m<a>\u001b[39m b\u001b[22m\n\n\u001b[2mc & d\u001b[22m", "A & B");
    expect(svg.split("\n").filter((line) => line.startsWith("<text") || line.startsWith("<title"))).toEqual([
      '<title id="title">A &amp; B</title>',
      '<text y="34"><tspan x="20.0" class="bold red">&lt;a&gt;</tspan><tspan x="45.2" class="bold"> b</tspan></text>',
      '<text y="74"><tspan x="20.0" class="dim">c &amp; d</tspan></text>',
    ]);
    expect(textOf(svg)).toEqual(["<a> b", "c & d"]);
  });

  test("is refused of what it cannot show", () => {
    expect(() => terminalSvg("\u001b[5mblinks", "")).toThrow('There is no picture of the escape sequence "5".');
    expect(() => terminalSvg("a\tb", "")).toThrow('There is no picture of "a\\tb".');
  });

  test("in the README is what a check prints today; `npm run picture` draws it anew", async () => {
    const committed = await readFile(join(__dirname, "../../..", pictureFile), "utf8");
    const today = await checkPicture();
    expect(textOf(committed)).toEqual(textOf(today));
    expect(committed).toBe(today);
  });

  test("has the comment beside it that a check writes today", async () => {
    const readme = await readFile(join(__dirname, "../../../README.md"), "utf8");
    expect(await withComment(readme)).toBe(readme);
    expect(readme).toContain("> **Visitors of 1 of 1 hostname will see errors.**");
  });
});
