import { describe, expect, test } from "vitest";
import { EdgeZone } from "../../../infra/components/edge-zone";
import { recordProgram } from "../record-program";

const known = { kind: "known", name: "example.com", zoneId: "z1", accountId: "a1" } as const;

async function settingsOf(args: Omit<ConstructorParameters<typeof EdgeZone>[1], "zone">) {
  const { nodes } = await recordProgram(() => new EdgeZone("edge", { zone: known, ...args }));
  const settings = nodes.filter((node) => node.type === "cloudflare:index/zoneSetting:ZoneSetting");
  return settings.map(({ name, inputs }) => [name, inputs.settingId, inputs.value]).sort();
}

describe("EdgeZone", () => {
  test("asks for verified TLS and redirects at the edge by default, under the API's own names", async () => {
    expect(await settingsOf({})).toEqual([
      ["edge-always-use-https", "always_use_https", "on"],
      ["edge-min-tls-version", "min_tls_version", "1.2"],
      ["edge-ssl", "ssl", "strict"],
    ]);
  });

  test("writes a setting that is off, since removing it would leave its last value", async () => {
    expect(await settingsOf({ alwaysUseHttps: false, ssl: "full" })).toContainEqual([
      "edge-always-use-https",
      "always_use_https",
      "off",
    ]);
  });

  test("pins the SSL mode only on request", async () => {
    expect(await settingsOf({ pinSslMode: true })).toContainEqual([
      "edge-ssl-automatic-mode",
      "ssl_automatic_mode",
      "custom",
    ]);
  });

  test("turns on Cloudflare's shared client certificate", async () => {
    expect(await settingsOf({ originPulls: { level: "global" } })).toContainEqual([
      "edge-tls-client-auth",
      "tls_client_auth",
      "on",
    ]);
  });

  test("shows a certificate of the zone only once it is uploaded", async () => {
    const { get, edges } = await recordProgram(
      () =>
        new EdgeZone("edge", { zone: known, originPulls: { level: "zone", certificate: "leaf", privateKey: "key" } }),
    );
    expect(get("AuthenticatedOriginPullsSettings", "edge-origin-pulls").inputs).toEqual({
      zoneId: "z1",
      enabled: true,
    });
    expect(edges("AuthenticatedOriginPullsSettings", "edge-origin-pulls", "")).toEqual([
      "AuthenticatedOriginPullsCertificate edge-origin-pulls",
    ]);
  });

  test("shows a certificate of its own for each hostname", async () => {
    const { get, edges } = await recordProgram(
      () =>
        new EdgeZone("edge", {
          zone: known,
          originPulls: {
            level: "hostname",
            hostnames: { "www.example.com": { certificate: "leaf", privateKey: "key" } },
          },
        }),
    );
    const name = "edge-origin-pulls-www-example-com";
    expect(get("AuthenticatedOriginPulls", name).inputs).toMatchObject({
      configs: [{ hostname: "www.example.com", enabled: true }],
    });
    expect(edges("AuthenticatedOriginPulls", name, "configs")).toEqual([
      `AuthenticatedOriginPullsHostnameCertificate ${name}`,
    ]);
  });

  test("makes a new zone in its account, protected", async () => {
    const { get, edges } = await recordProgram(
      () => new EdgeZone("edge", { zone: { kind: "new", name: "example.com", accountId: "a1" } }),
    );
    const zone = get("Zone", "edge");
    expect(zone.inputs).toEqual({ account: { id: "a1" }, name: "example.com", type: "full" });
    expect(zone.options.protect).toBe(true);
    expect(edges("ZoneSetting", "edge-ssl", "zoneId")).toEqual(["Zone edge"]);
  });

  test("finds a zone that stands by its name, and makes none", async () => {
    const { children, get } = await recordProgram(
      () => new EdgeZone("edge", { zone: { kind: "existing", name: "example.com" } }),
    );
    expect(children.filter((child) => child.startsWith("Zone "))).toEqual([]);
    // A recording makes the id of the name: this one is that of example.com, and of no other zone.
    expect(get("ZoneSetting", "edge-ssl").inputs.zoneId).toBe("a379a6f6eeafb9a55e378c118034e275");
  });
});
