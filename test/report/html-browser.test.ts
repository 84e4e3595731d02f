import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { source } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { render } from "../../src/report/render";
import type { Report } from "../../src/report/schema";
import { siteWith } from "../reach/site";
import { context, fullReport, reportOf } from "./sample";

/** Where systems put Chromium; a test does not load a browser of its own. */
const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = places.find((place) => place !== undefined && place !== "" && existsSync(place));
const why = executablePath === undefined ? " (skipped: no Chromium is installed here)" : "";

const quiet = [
  ...["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  ...["--disable-sync", "--no-first-run"],
];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(executablePath === undefined)(`a report as a page in Chromium${why}`, () => {
  let browser: Browser;
  let server: Server;
  let address = "";
  let shown = "";
  /** What the browser asked for. */
  let asked: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: quiet });
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(request.url === "/report.html" ? shown : "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    address = typeof bound === "object" && bound !== null ? `http://127.0.0.1:${bound.port}/report.html` : "";
  });

  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  });

  async function open(report: Report, look: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    asked = [];
    shown = render(report, "html", context);
    const page = await (await browser.newContext(look)).newPage();
    await page.goto(address);
    return page;
  }

  test.each([
    ["light", { colorScheme: "light" as const, viewport: { width: 1100, height: 900 } }],
    ["dark", { colorScheme: "dark" as const, viewport: { width: 1100, height: 900 } }],
    ["narrow", { colorScheme: "light" as const, viewport: { width: 360, height: 700 } }],
  ])("has no violation that axe finds when it is %s", async (_, look) => {
    // The policy of the page lets no script run; axe is let in by the browser, and by nothing else.
    const page = await open(fullReport(), { ...look, bypassCSP: true });
    await page.addScriptTag({ content: source });
    const violations: readonly Violation[] = await page.evaluate("axe.run().then(({ violations }) => violations)");
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    const overflow: number = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
    const matrix = "document.querySelector('[aria-labelledby=matrix] .scroll')";
    expect(await page.evaluate(`${matrix}.scrollWidth - ${matrix}.clientWidth`)).toBe(0);
    await page.close();
  });

  test("asks nobody for anything, and its own style is admitted", async () => {
    const page = await open(fullReport());
    const trouble: string[] = [];
    page.on("console", (message) => trouble.push(message.text()));
    await page.reload();
    const asides = asked.filter((url) => url !== "/report.html" && url !== "/favicon.ico");
    expect([asides, trouble]).toEqual([[], []]);
    const maxWidth: string = await page.evaluate("getComputedStyle(document.body).maxWidth");
    expect(maxWidth).toBe("1152px");
    await page.close();
  });

  test("is another in the dark", async () => {
    const colours = async (colorScheme: "light" | "dark"): Promise<string> => {
      const page = await open(fullReport(), { colorScheme });
      const colour: string = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      await page.close();
      return colour;
    };
    expect(await colours("light")).not.toBe(await colours("dark"));
  });

  test("is walked by the keyboard alone: from the matrix to a hostname, which unfolds", async () => {
    const page = await open(reportOf(siteWith({})));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("region");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("www.example.com");
    expect(await page.evaluate("document.querySelector('details').open")).toBe(false);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.querySelector('details').open")).toBe(true);
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
    await page.keyboard.press("Space");
    expect(await page.evaluate("document.querySelector('details').open")).toBe(false);
    await page.close();
  });

  test("runs nothing that a program has written into it", async () => {
    const attack = `"'><img src=x onerror="document.title='broken'"><script>document.title="broken"</script></style>`;
    const report = fullReport();
    const rows = report.reach.map((row) => ({ ...row, hostname: attack, why: attack }));
    const findings = report.findings.map((finding) => {
      return { ...finding, what: attack, docs: `javascript:document.title="broken"`, hostnames: [attack] };
    });
    const page = await open({ ...report, reach: rows, findings }, { bypassCSP: true });
    expect(await page.title()).toBe("no521: shop/dev");
    expect(await page.evaluate("document.querySelectorAll('img,script,[onerror],a[href^=javascript]').length")).toBe(0);
    expect(await page.evaluate("document.querySelector('tbody th').textContent")).toBe(attack);
    await page.close();
  });
});
