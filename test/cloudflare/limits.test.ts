import { expect, test } from "vitest";
import { edgeLimits } from "../../src/cloudflare/limits";

test("holds Cloudflare's documented limits towards an origin", () => {
  expect(edgeLimits).toEqual({
    connectTimeoutSeconds: 19,
    acknowledgeTimeoutSeconds: 90,
    readTimeoutSeconds: 120,
    riskyReadSeconds: 100,
    enterpriseReadTimeoutSeconds: 6000,
    writeTimeoutSeconds: 30,
    idleTimeoutSeconds: 900,
    keepAliveProbeSeconds: 30,
    responseHeaderBytes: 131072,
  });
});
