import type { Draft } from "../../src/findings/draft";
import type { EdgeCode } from "../../src/findings/finding";
import { served, targetGroupsOf } from "../../src/findings/served";
import { membersOf } from "../../src/graph/members";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { definePolicy, type View } from "../policy";
import { listensOnLoopbackAlone, scriptOf } from "../user-data";

/** A script that sets up nginx with one `listen` directive. */
const nginx = (listen: string) =>
  ["#!/bin/sh", "cat > /etc/nginx/conf.d/site.conf <<END", `server { listen ${listen}; }`, "END"].join("\n");

export default definePolicy({
  id: "no-localhost-server",
  summary: "Disallow user data whose server listens on the loopback address alone, on the port that is dialled",
  cause: "server-on-localhost",
  kind: "hazard",
  severity: "warning",
  codes: [521, 502],
  appliesTo: [types.instance],
  docs: {
    why: [
      "A server on 127.0.0.1 answers its own machine and refuses everybody else: the edge gets error 521, and a load balancer answers 502 itself.",
      "Reported is a script that has a server listen there on the very port that the edge or the balancer dials, as nginx, Docker or a command's option write it, and nowhere on that port of another address.",
    ].join(" "),
    unknownWhen: "The user data is not known until deployment, or the server was installed with the image.",
    whenNotToUse: "Something that the script does not show listens on the port and hands requests on.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-521/",
      "https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",
      "https://docs.docker.com/engine/network/port-publishing/",
    ],
  },
  examples: {
    good: [
      {
        title: "whose server listens on every address",
        site: "instance",
        set: { server: { userData: nginx("443 ssl") } },
      },
    ],
    bad: [
      {
        title: "whose server listens on the loopback address",
        site: "instance",
        set: { server: { userData: nginx("127.0.0.1:443 ssl") } },
      },
      {
        title: "whose servers behind the balancer publish their container on the loopback address",
        set: {
          server: { userData: "#!/bin/sh\ndocker run -d -p 127.0.0.1:8080:80 example.com/web\n" },
          otherServer: { userData: "#!/bin/sh\ndocker run -d -p 127.0.0.1:8080:80 example.com/web\n" },
        },
      },
    ],
  },
  check(view) {
    return [...dialled(view), ...registered(view)];
  },
});

/** Instances that the edge dials itself. */
function dialled(view: View): readonly Draft[] {
  return served(view, types.instance).flatMap(({ node, hostnames }) => {
    const dials = view.reach.rows.flatMap((row) => row.dials.filter(({ resource }) => resource === node.urn));
    const ports = new Set(dials.flatMap(({ port }) => (port === null ? [] : [port])));
    return [...ports].flatMap((port) => judge(node, port, hostnames, [521]));
  });
}

/** Instances that are registered with a load balancer. */
function registered(view: View): readonly Draft[] {
  return served(view, types.loadBalancer).flatMap(({ node, hostnames }) => {
    const codes: readonly EdgeCode[] = text(node, "loadBalancerType") === "network" ? [521] : [502];
    const members = targetGroupsOf(view.graph, node).flatMap((group) => membersOf(view.graph, group));
    const each = new Map(members.map((member) => [`${member.node.urn} ${String(member.port)}`, member]));
    return [...each.values()].flatMap(({ kind, node: server, port }) =>
      kind === "instance" && typeof port === "number" ? judge(server, port, hostnames, codes) : [],
    );
  });
}

function judge(
  server: ResourceNode,
  port: number,
  hostnames: readonly string[],
  codes: readonly EdgeCode[],
): readonly Draft[] {
  const script = scriptOf(server);
  if (script === undefined || !listensOnLoopbackAlone(script, port)) return [];
  return [
    {
      resource: server.urn,
      codes,
      hostnames,
      what: `The user data of instance "${server.name}" has a server listen on port ${port} of the loopback address alone, where nobody outside of the instance gets through.`,
      fix: `Have the server listen on port ${port} of every address, and leave it to the security group who gets in.`,
      related: [],
      key: String(port),
    },
  ];
}
