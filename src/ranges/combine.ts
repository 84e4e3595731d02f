import type { Answer, Live, Published } from "./live";
import type { Reason } from "./validate";

/** What the two kinds of source answered, and the addresses to name them by. */
export interface Sources {
  readonly api: Answer;
  readonly apiUrl: string;
  readonly text: Answer;
  /** Address of the page that the text lists belong to. */
  readonly textUrl: string;
}

/**
 * Makes one list of what the API and the text lists say. The API decides; the text lists add what it lacks, confirm
 * what it drops, and stand in for it where it cannot be reached. An API that answers nonsense is not outvoted.
 */
export function combine(sources: Sources, judge: (published: Published) => Reason): Live {
  const api = judged(sources.api, judge);
  const text = judged(sources.text, judge);
  if (api.kind === "unbelievable") return api;
  if (api.kind === "published") {
    return text.kind === "published"
      ? union(api.published, text.published, sources, judge)
      : alone(api.published, sources.apiUrl, `The text lists do not confirm it: ${text.reason}.`);
  }
  if (text.kind === "published") {
    return alone(text.published, sources.textUrl, `The API could not be read: ${api.reason}.`);
  }
  return { kind: text.kind, reason: `${api.reason}; the text lists: ${text.reason}` };
}

function judged(answer: Answer, judge: (published: Published) => Reason): Answer {
  if (answer.kind !== "published") return answer;
  const reason = judge(answer.published);
  return reason === undefined ? answer : { kind: "unbelievable", reason };
}

function alone(published: Published, source: string, note: string): Live {
  const cidrs = [...published.ipv4, ...published.ipv6];
  return { kind: "live", list: { cidrs, etag: published.etag, source, crossChecked: false, notes: [note] } };
}

function union(api: Published, text: Published, sources: Sources, judge: (published: Published) => Reason): Live {
  const both: Published = {
    ipv4: [...new Set([...api.ipv4, ...text.ipv4])],
    ipv6: [...new Set([...api.ipv6, ...text.ipv6])],
    etag: api.etag,
  };
  const reason = judge(both);
  if (reason !== undefined)
    return { kind: "unbelievable", reason: `of the API and the text lists together, ${reason}` };
  const apiCidrs = [...api.ipv4, ...api.ipv6];
  const textCidrs = [...text.ipv4, ...text.ipv6];
  const notes = [
    ...disagreement("the API", apiCidrs, textCidrs),
    ...disagreement("the text lists", textCidrs, apiCidrs),
  ];
  const cidrs = [...both.ipv4, ...both.ipv6];
  return { kind: "live", list: { cidrs, etag: both.etag, source: sources.apiUrl, crossChecked: true, notes } };
}

function disagreement(who: string, has: readonly string[], other: readonly string[]): readonly string[] {
  const only = has.filter((cidr) => !other.includes(cidr));
  return only.length === 0 ? [] : [`Only ${who} ${who.endsWith("s") ? "name" : "names"} ${only.join(", ")}.`];
}
