/**
 * Variables of the caller that the sandbox's processes get. It is a list of what may pass, not of what may not: a
 * credential that nobody thought of (`AWS_*`, `CLOUDFLARE_*`, `PULUMI_ACCESS_TOKEN`, a CI token) stays outside.
 */
const passed: readonly RegExp[] = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TEMP|TMP|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|CI|LANG)$/,
  /^LC_/,
  /^(SystemRoot|ComSpec|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE)$/i,
  /^(NODE_COMPILE_CACHE|NODE_EXTRA_CA_CERTS|NODE_V8_COVERAGE)$/,
  /^XDG_/,
  /^NO521_(CONFIG|CACHE|NODE|SDK)$/,
  // What changes how the engine shows or traces, not where it reads and writes.
  /^PULUMI_(DEBUG_COMMANDS|DEBUG_GRPC|ENABLE_STREAMING_JSON_PREVIEW|DIFF_.*)$/,
];

/** Keeps of an environment what may reach the sandbox; no credential is among it. */
export function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => passed.some((pattern) => pattern.test(name))),
  );
}
