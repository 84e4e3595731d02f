/** What one run of one stack has to say to a monitoring system. */
export interface StackMetrics {
  readonly project: string;
  readonly stack: string;
  readonly ranAt: Date;
  /** Null where the stack could not be judged; then no number of it is given, since 0 would say that all is well. */
  readonly judged: {
    /** Number of changes by class, those that there are none of included. */
    readonly changes: Readonly<Record<string, number>>;
    /** Number of rows of the matrix by outcome. */
    readonly rows: Readonly<Record<"ok" | "redirected" | "unknown" | "fails", number>>;
    readonly certificates: readonly { readonly resource: string; readonly notAfter: Date }[];
  } | null;
  /** When the list of ranges in force was fetched. */
  readonly rangesFetchedAt: Date;
}

interface Family {
  readonly name: string;
  readonly help: string;
  samples(metrics: StackMetrics, before: Earlier): readonly Sample[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Looks up what the file before said for a family and a stack. */
type Earlier = (family: string, metrics: StackMetrics) => number | null;

const lastSuccess = "no521_last_success_timestamp_seconds";
const driftSince = "no521_drift_since_timestamp_seconds";

/**
 * Points in time and not ages: an age stands still when the job dies, and `time() - …` does not.
 * @see https://prometheus.io/docs/practices/instrumentation/#timestamps-not-time-since read 2026-11-23
 */
const families: readonly Family[] = [
  {
    name: "no521_last_run_timestamp_seconds",
    help: "When the stack was last looked at.",
    samples: ({ ranAt }) => [{ value: secondsOf(ranAt) }],
  },
  {
    name: lastSuccess,
    help: "When the stack was last judged as a whole, drift or not.",
    samples: (metrics, earlier) =>
      present(metrics.judged === null ? earlier(lastSuccess, metrics) : secondsOf(metrics.ranAt)),
  },
  {
    name: "no521_drift_changes",
    help: "Changes since the deployment, by class.",
    samples: ({ judged }) => labelled("class", judged?.changes),
  },
  {
    name: driftSince,
    help: "When drift that still stands was first seen.",
    samples: (metrics, earlier) => {
      const known = earlier(driftSince, metrics);
      if (metrics.judged === null) return present(known);
      const isDrifting = Object.values(metrics.judged.changes).some((count) => count > 0);
      return isDrifting ? present(known ?? secondsOf(metrics.ranAt)) : [];
    },
  },
  {
    name: "no521_matrix_rows",
    help: "Rows of hostname, visitor and address family, by outcome.",
    samples: ({ judged }) => labelled("outcome", judged?.rows),
  },
  {
    name: "no521_certificate_expiry_timestamp_seconds",
    help: "When a certificate of an origin or of the edge expires.",
    samples: ({ judged }) =>
      (judged?.certificates ?? []).map(({ resource, notAfter }) => ({
        labels: { resource },
        value: secondsOf(notAfter),
      })),
  },
  {
    name: "no521_ranges_fetched_timestamp_seconds",
    help: "When the list of Cloudflare's ranges in force was fetched.",
    samples: ({ rangesFetchedAt }) => [{ value: secondsOf(rangesFetchedAt) }],
  },
];

/**
 * Renders metrics as OpenMetrics text, gauges only, which the older Prometheus text format reads alike. What a run does
 * not know itself (since when it drifts, when it last succeeded) is carried over from the text before.
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/ read 2026-11-23
 */
export function renderOpenMetrics(stacks: readonly StackMetrics[], before = ""): string {
  const known = readSamples(before);
  const earlier: Earlier = (family, metrics) => known.get(`${family}${labelsOf(metrics)}`) ?? null;
  const blocks = families.flatMap(({ name, help, samples }) => {
    const lines = stacks.flatMap((metrics) =>
      samples(metrics, earlier).map(({ labels, value }) => `${name}${labelsOf(metrics, labels)} ${value}`),
    );
    const unit = name.endsWith("_seconds") ? [`# UNIT ${name} seconds`] : [];
    return lines.length === 0 ? [] : [`# TYPE ${name} gauge`, ...unit, `# HELP ${name} ${help}`, ...lines];
  });
  return [...blocks, "# EOF", ""].join("\n");
}

/** Reads the samples of a text that this module wrote; whatever else stands there is left out. */
function readSamples(text: string): ReadonlyMap<string, number> {
  const lines = text.split("\n").filter((line) => line.startsWith("no521_"));
  return new Map(
    lines.flatMap((line) => {
      const end = line.lastIndexOf(" ");
      const value = Number(line.slice(end + 1));
      return end > 0 && Number.isFinite(value) ? [[line.slice(0, end), value] as const] : [];
    }),
  );
}

function present(value: number | null): readonly Sample[] {
  return value === null ? [] : [{ value }];
}

function labelled(label: string, counts: Readonly<Record<string, number>> | undefined): readonly Sample[] {
  const sorted = Object.entries(counts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function labelsOf({ project, stack }: StackMetrics, more: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries({ project, stack, ...more }).map(([name, value]) => `${name}="${quotable(value)}"`);
  return `{${pairs.join(",")}}`;
}

function quotable(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function secondsOf(date: Date): number {
  return date.getTime() / 1000;
}
