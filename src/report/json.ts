/** Writes a value as JSON with sorted keys, so that two reports compare line by line; lists keep their order. */
export function formatJson(value: unknown): string {
  return escapeControls(JSON.stringify(value, sortKeys, 2));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON lets the control characters from U+007F on stand as they are, and some of them steer a terminal. */
function escapeControls(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
