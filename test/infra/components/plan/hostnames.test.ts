import { expect, test } from "vitest";
import { checkHostnames } from "../../../../infra/components/plan/hostnames";

test.each([[["example.com"]], [["www.example.com", "example.com", "*.example.com"]]])("accepts %j", (hostnames) => {
  expect(() => checkHostnames(hostnames, "example.com")).not.toThrow();
});

test.each([
  [[], "hostnames", "it is empty, and a site has at least one hostname"],
  [
    ["www.example.com", "WWW.example.com"],
    "hostnames[1]",
    '"WWW.example.com": it is not a hostname in small letters without a final dot',
  ],
  [
    ["www.example.com."],
    "hostnames[0]",
    '"www.example.com.": it is not a hostname in small letters without a final dot',
  ],
  [
    ["www.*.example.com"],
    "hostnames[0]",
    '"www.*.example.com": it is not a hostname in small letters without a final dot',
  ],
  [["www.example.net"], "hostnames[0]", '"www.example.net": it is not in the zone example.com'],
  [["badexample.com"], "hostnames[0]", '"badexample.com": it is not in the zone example.com'],
  [
    ["a.b.example.com"],
    "hostnames[0]",
    '"a.b.example.com": it is more than one label below example.com, which Cloudflare\'s Universal SSL certificate does not cover',
  ],
  [["www.example.com", "www.example.com"], "hostnames[1]", '"www.example.com": it is listed twice'],
])("refuses %j", (hostnames, propertyPath, reason) => {
  expect(() => checkHostnames(hostnames, "example.com")).toThrow(expect.objectContaining({ propertyPath, reason }));
});
