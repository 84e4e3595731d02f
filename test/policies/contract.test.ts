import { describe, expect, test } from "vitest";
import { docsUrl, evaluate, findingsAlone } from "../../policies/evaluate";
import type { Example } from "../../policies/example";
import { exampleDay, exampleRanges, graphOf, settingsOf } from "../../policies/example-graph";
import type { Policy } from "../../policies/policy";
import { policies } from "../../policies/rules";
import { sites } from "../../policies/sites";
import { unknownOutcome } from "../../policies/unknown-outcome";
import { causeIds } from "../../src/findings/cause";
import type { Finding } from "../../src/findings/finding";
import { policyIds } from "../../tools/gen/policies/index-file";
import { deployedGraphOf } from "./deployed";

const repository = `${__dirname}/../..`;

const sentence = /^[A-Z][^!]*[^\s.]\.$/;

function judged(example: Example) {
  return evaluate(graphOf(example), { edgeRanges: exampleRanges, now: exampleDay, settings: settingsOf(example) });
}

function casesOf(kind: "good" | "bad") {
  return policies.flatMap((policy) =>
    policy.examples[kind].map((example): [id: string, title: string, policy: Policy, example: Example] => [
      policy.id,
      example.title,
      policy,
      example,
    ]),
  );
}

describe("the policies", () => {
  test("are those whose files are there", () => {
    expect(policies.map(({ id }) => id)).toEqual(policyIds(repository));
  });

  test("have one policy for each cause", () => {
    expect(policies.map(({ cause }) => cause).toSorted()).toEqual(causeIds.toSorted());
  });

  test("give outages as errors and hazards as less", () => {
    for (const { id, kind, severity } of policies) expect([id, kind === "outage"]).toEqual([id, severity === "error"]);
  });
});

describe.each(policies.map((policy) => [policy.id, policy] as const))("%s", (_, policy) => {
  test("has a name, a summary and texts in their form", () => {
    expect(policy.id).toMatch(/^(no|require)(-[a-z0-9]+)+$/);
    expect(policy.summary).toMatch(/^(Disallow|Require) .+[^.]$/);
    expect(policy.summary.startsWith("Disallow")).toBe(policy.id.startsWith("no-"));
    for (const text of [policy.docs.why, policy.docs.unknownWhen, policy.docs.whenNotToUse]) {
      expect(text).toMatch(sentence);
    }
    for (const source of policy.docs.sources) expect(new URL(source).protocol).toBe("https:");
  });

  test("names resource types as the model does", () => {
    for (const type of policy.appliesTo) expect(type).toMatch(/^[a-z]+:[a-zA-Z0-9]+\/[a-zA-Z0-9]+:[A-Z][a-zA-Z0-9]+$/);
  });
});

describe("a good example", () => {
  test.each(casesOf("good"))("of %s is passed over by every policy: a site %s", (id, __, ___, example) => {
    const { findings } = judged(example);
    expect(findings.filter(({ policy, severity }) => policy === id || severity !== "note")).toEqual([]);
  });
});

describe("a wrong example", () => {
  test.each(casesOf("bad"))("of %s is found: a site %s", (_, __, policy, example) => {
    const findings = judged(example).findings.filter((finding) => finding.policy === policy.id);
    expect(findings).not.toEqual([]);
    for (const finding of findings) expectSound(finding, policy, example);
  });
});

describe("once it is deployed", () => {
  test.each(casesOf("good"))("a good example of %s is passed over: a site %s", (id, __, ___, example) => {
    const { findings } = evaluate(deployedGraphOf(example), {
      edgeRanges: exampleRanges,
      now: exampleDay,
      settings: settingsOf(example),
    });
    expect(findings.filter(({ policy, severity }) => policy === id || severity !== "note")).toEqual([]);
  });

  test.each(casesOf("bad"))("a wrong example of %s is found: a site %s", (id, __, ___, example) => {
    const { findings } = evaluate(deployedGraphOf(example), {
      edgeRanges: exampleRanges,
      now: exampleDay,
      settings: settingsOf(example),
    });
    expect(findings.map(({ policy }) => policy)).toContain(id);
  });
});

describe("what one resource decides", () => {
  const alone = policies.filter((policy) => policy.alone !== undefined);

  function foundAlone(policy: Policy, example: Example): readonly Finding[] {
    return deployedGraphOf(example).nodes.flatMap((node) => findingsAlone(policy, node));
  }

  test.each(alone.map((policy) => [policy.id, policy] as const))("is found by %s in a wrong example", (_, policy) => {
    expect(policy.examples.bad.flatMap((example) => foundAlone(policy, example))).not.toEqual([]);
  });

  test.each(casesOf("good"))("is nothing in a good example of %s: a site %s", (_, __, ___, example) => {
    expect(alone.flatMap((policy) => foundAlone(policy, example))).toEqual([]);
  });

  test.each(casesOf("bad"))("is among what all decide, in a wrong example of %s: a site %s", (_, __, ___, example) => {
    const settings = settingsOf(example);
    const all = evaluate(deployedGraphOf(example), {
      edgeRanges: exampleRanges,
      now: exampleDay,
      settings,
    }).findings.map(({ id }) => id);
    expect(all).toEqual(
      expect.arrayContaining(alone.flatMap((policy) => foundAlone(policy, example).map(({ id }) => id))),
    );
  });
});

function expectSound(finding: Finding, policy: Policy, example: Example): void {
  const { cause, kind, severity } = policy;
  expect(finding).toMatchObject({ cause, kind, severity, docs: docsUrl(policy.id) });
  expect(finding.what).toMatch(sentence);
  expect(finding.fix).toMatch(sentence);
  expect(policy.codes).toEqual(expect.arrayContaining([...finding.codes]));
  expect(finding.codes).not.toEqual([]);
  expect(policy.appliesTo).toContain(graphOf(example).byUrn(finding.resource)?.type);
  expect(finding.id.startsWith(`${policy.id}:${finding.resource}`)).toBe(true);
  for (const { resource } of finding.related) expect(graphOf(example).byUrn(resource)).toBeDefined();
}

describe("the sites that examples change", () => {
  test("are served well, as far as their programs tell", () => {
    const outcomes = Object.keys(sites).map((site) => {
      const { reach } = judged({ title: "", site: site === "instance" ? "instance" : "balancer" });
      return [site, reach.rows.map(({ visitor, family, outcome }) => `${visitor.scheme} IPv${family} ${outcome}`)];
    });
    expect(Object.fromEntries(outcomes)).toEqual({
      balancer: ["http IPv4 redirected", "http IPv6 redirected", "https IPv4 ok", "https IPv6 ok"],
      instance: ["http IPv4 redirected", "https IPv4 unknown"],
    });
  });
});

test("the policy for what is unknown has the form of the others, and no cause", () => {
  expect(unknownOutcome.id).toMatch(/^(no|require)(-[a-z0-9]+)+$/);
  expect(unknownOutcome.summary).toMatch(/^(Disallow|Require) .+[^.]$/);
  expect(policies.map(({ id }) => id)).not.toContain(unknownOutcome.id);
});
