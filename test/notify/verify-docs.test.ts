import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { sign } from "../../src/notify/webhook";

const page = readFileSync(resolve(__dirname, "../../docs/notify.md"), "utf8");

test("the receiver of the documentation takes what we sign, and nothing else", () => {
  const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? "";
  const isOurs: (header: string | undefined, body: string, secret: string) => boolean = runInNewContext(
    `${code}\nisOurs`,
    { require, Buffer },
  );
  const body = '{"text":"Zürich 🚦"}';
  const header = sign("secret", body, new Date());
  expect(isOurs(header, body, "secret")).toBe(true);
  expect(isOurs(header, body, "other")).toBe(false);
  expect(isOurs(header, `${body} `, "secret")).toBe(false);
  expect(isOurs(sign("secret", body, new Date(Date.now() - 400_000)), body, "secret")).toBe(false);
  expect(isOurs(undefined, body, "secret")).toBe(false);
  expect(isOurs("t=1,v1=00", body, "secret")).toBe(false);
});
