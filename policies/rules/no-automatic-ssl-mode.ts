import type { Draft } from "../../src/findings/draft";
import { hostnamesOfZone } from "../../src/findings/served";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { zoneKey } from "../../src/reach/edge";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";

/** Who chooses the SSL mode of the site's zone. */
function chosenBy(value: "auto" | "custom") {
  return resource(types.zoneSetting, { zoneId: output("zone", "id"), settingId: "ssl_automatic_mode", value });
}

export default definePolicy({
  id: "no-automatic-ssl-mode",
  summary: "Disallow zones whose SSL mode both the program and Cloudflare choose",
  cause: "ssl-mode-automatic",
  kind: "hazard",
  severity: "warning",
  codes: [521, 522, 525, 526],
  appliesTo: [types.zoneSetting],
  docs: {
    why: [
      "With Automatic SSL/TLS Cloudflare scans the origin and raises the mode by itself, which moves visitors from port 80 to 443 or has the certificate validated.",
      "The next deployment sets the declared mode again: two writers of one setting.",
    ].join(" "),
    unknownWhen: "The zone leaves the choice to its default, which differs from zone to zone.",
    whenNotToUse: "The program declares no SSL mode and the origin answers in all of them.",
    sources: ["https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/"],
  },
  examples: {
    good: [{ title: "whose mode is the program's alone", add: { automatic: chosenBy("custom") } }],
    bad: [{ title: "whose mode Cloudflare may change", add: { automatic: chosenBy("auto") } }],
  },
  check(view) {
    return settings(view, "ssl_automatic_mode")
      .filter((setting) => text(setting, "value") === "auto")
      .flatMap((setting) => judge(view, setting));
  },
});

function settings({ graph }: View, id: string): readonly ResourceNode[] {
  return graph.ofType(types.zoneSetting).filter((setting) => text(setting, "settingId") === id);
}

function judge(view: View, automatic: ResourceNode): readonly Draft[] {
  const zone = zoneKey(view.graph, automatic);
  const declared = settings(view, "ssl").find((setting) => zoneKey(view.graph, setting) === zone);
  if (declared === undefined) return [];
  const mode = text(declared, "value");
  return [
    {
      resource: automatic.urn,
      codes: [521, 522, 525, 526],
      hostnames: hostnamesOfZone(view, zone),
      what: `Setting "${automatic.name}" lets Cloudflare choose the SSL mode, which setting "${declared.name}" ${typeof mode === "string" ? `sets to ${mode}` : "sets too"}.`,
      fix: 'Set ssl_automatic_mode to "custom".',
      related: [{ resource: declared.urn, says: `setting "${declared.name}" declares the mode` }],
    },
  ];
}
