/** Writes a value as JSON with sorted keys, so that two reports compare line by line; lists keep their order. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, sortKeys, 2);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
