import { describe, expect, test } from "vitest";
import { listensOnLoopbackAlone, scriptOf } from "../../policies/user-data";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";

describe("a script", () => {
  test.each([
    "server { listen 127.0.0.1:443 ssl; }",
    "  listen   localhost:443 ssl;",
    "listen [::1]:443 ssl;",
    "Listen 127.0.0.1:443",
    "docker run -d -p 127.0.0.1:443:8443 web",
    "docker run --publish=127.0.0.1:443:8443 web",
    "gunicorn --bind 127.0.0.1:443 app",
    "gunicorn -b 127.0.0.1:443 app",
    "gunicorn --bind='127.0.0.1:443' app",
    "bind 127.0.0.1:443",
  ])("has a server listen on the loopback address alone: %s", (script) => {
    expect(listensOnLoopbackAlone(script, 443)).toBe(true);
  });

  test.each([
    "",
    "listen 443 ssl;",
    "listen 127.0.0.1:8443 ssl;",
    "listen 127.0.0.1:4430 ssl;",
    "# listen 127.0.0.1:443 ssl;",
    "proxy_pass https://127.0.0.1:443;",
    "curl -k https://127.0.0.1:443/health",
    "docker run -p 443:443 web",
    "docker run -p 8080:443 web",
    "listen 127.0.0.1:443 ssl;\nlisten 443 ssl;",
    "listen 127.0.0.1:443 ssl;\nlisten 0.0.0.0:443 ssl;",
    "listen 127.0.0.1:443 ssl;\nlisten [::]:443 ssl;",
    "listen 127.0.0.1:443 ssl;\nlisten 10.0.0.5:443 ssl;",
    "listen 127.0.0.1:443 ssl;\nlisten $address:443 ssl;",
    "listen 127.0.0.1:443 ssl;\ndocker run -p 443:443 web",
  ])("does not, or has one elsewhere too: %s", (script) => {
    expect(listensOnLoopbackAlone(script, 443)).toBe(false);
  });
});

test("is read plain or encoded, and not before it is known", () => {
  const of = (inputs: Properties) => {
    const node: ResourceNode = {
      ...{ urn: "urn:pulumi:a::b::c::d", type: types.instance, name: "server", kind: "managed", inputs, outputs: {} },
      ...{ options: defaultOptions, dependsOn: new Map() },
    };
    return scriptOf(node);
  };
  expect(of({ userData: "listen 443" })).toBe("listen 443");
  expect(of({ userDataBase64: btoa("listen 443") })).toBe("listen 443");
  expect(of({ userDataBase64: "%" })).toBeUndefined();
  expect(of({ userData: notKnown })).toBeUndefined();
  expect(of({})).toBeUndefined();
});
