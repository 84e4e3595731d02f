import * as pulumi from "@pulumi/pulumi";

/**
 * Serves a page over plain HTTP to a load balancer: the place where a team's own server goes. It keeps connections longer
 * than the balancer's 960 s, since one that it closes first is the balancer's 502. The image's own configuration sets the
 * time for all servers, so here it can be set for one alone.
 */
export const plainServer: string = `#!/bin/sh
set -eu
dnf install -y nginx
cat > /etc/nginx/conf.d/origin.conf <<'CONF'
server {
  listen 80 default_server;
  keepalive_timeout 1020s;
  root /usr/share/nginx/html;
}
CONF
systemctl enable --now nginx
`;

/**
 * Writes a first start after which nginx speaks TLS on port 443 with the certificate, and sends http visitors of port 80
 * to https. The script holds the key: whoever may read the instance's attributes may read it.
 */
export function tlsServer(pem: {
  readonly certificate: pulumi.Output<string>;
  readonly privateKey: pulumi.Output<string>;
}): pulumi.Output<string> {
  // keepalive_timeout above the 900 s for which the edge keeps a connection.
  // @see https://developers.cloudflare.com/fundamentals/reference/connection-limits/ read 2026-10-05
  return pulumi.interpolate`#!/bin/sh
set -eu
dnf install -y nginx
umask 077
cat > /etc/nginx/origin.crt <<'PEM'
${pem.certificate}
PEM
cat > /etc/nginx/origin.key <<'PEM'
${pem.privateKey}
PEM
cat > /etc/nginx/conf.d/origin.conf <<'CONF'
server {
  listen 443 ssl default_server;
  keepalive_timeout 960s;
  ssl_certificate /etc/nginx/origin.crt;
  ssl_certificate_key /etc/nginx/origin.key;
  root /usr/share/nginx/html;
}
server {
  listen 80 default_server;
  return 301 https://$host$request_uri;
}
CONF
systemctl enable --now nginx
`;
}
