import { type Candidate, plainCandidate } from "./candidate";
import type { Failure } from "./observation";
import { capital, nameOf, quoted, typeOf } from "./words";

/** Why something was not read, and what helps. */
interface Trouble {
  readonly id: string;
  /** What providers write; they give no code to tell it by. */
  readonly says: RegExp;
  readonly fix: string;
}

/**
 * The first that fits decides.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and
 * https://developers.cloudflare.com/fundamentals/api/troubleshooting/ read 2026-11-10
 */
const troubles: readonly Trouble[] = [
  {
    id: "unreadable-throttled",
    says: /\b(Throttling\w*|RequestLimitExceeded|TooManyRequests\w*|rate.?limit\w*|SlowDown|429)\b/i,
    fix: "Run it again later, or less often: the account asks too much of the API.",
  },
  {
    id: "unreadable-credentials",
    says: /\b(AccessDenied\w*|UnauthorizedOperation|AuthFailure|InvalidClientTokenId|ExpiredToken\w*|SignatureDoesNotMatch|no valid credential|Authentication error|Invalid API Token|Unable to authenticate|unauthori[sz]ed|forbidden|40[13]|credentials?)\b/i,
    fix: "Give the job credentials that may read it.",
  },
  {
    id: "unreadable-timeout",
    says: /\b(time(d)?.?out|deadline exceeded|connection (refused|reset)|no such host|network is unreachable|TLS handshake|EOF|50[0234])\b/i,
    fix: "Check the network and the provider's status page, and run it again.",
  },
];

const elseFix = "Mend what it complains of, and run it again.";
const longest = 300;

/** Says what could not be read: it may have changed or not, so that nothing here is clean. */
export function unreadable({ resource, says, subject }: Failure, stackUrn: string): Candidate {
  const trouble = troubles.find((each) => each.says.test(says));
  const urn = resource ?? stackUrn;
  const type = typeOf(urn);
  const read = subject ?? (resource === null ? "The stack" : capital(quoted(type, urn)));
  const decidedBy = trouble?.id ?? "unreadable-otherwise";
  return {
    ...plainCandidate,
    id: ["unreadable", urn, ...(subject === undefined ? [] : [subject])].join(":"),
    class: "unreadable",
    decidedBy,
    resource: urn,
    type,
    name: nameOf(urn),
    what: `${read} could not be read: ${reasonOf(says)}.`,
    fix: trouble?.fix ?? elseFix,
  };
}

/** Gives the first line, without a stop; stacks and requests below it are for the provider's authors. */
function reasonOf(says: string): string {
  const [line = ""] = says.replace(/^(Preview failed|error):\s*/i, "").split("\n");
  const text = line.trim().replace(/\.$/, "");
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
