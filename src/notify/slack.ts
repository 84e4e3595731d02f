/**
 * For best results Slack wants no more; it cuts at 40,000.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage read 2026-11-23
 */
const maxCharacters = 4_000;

/**
 * Makes the body of a Slack message, which Mattermost, Rocket.Chat and others take as well. What has a meaning in Slack's
 * markup is escaped, so that a name in the text mentions nobody.
 * @see https://docs.slack.dev/messaging/formatting-message-text read 2026-11-23
 */
export function slackBody(text: string): { readonly text: string } {
  const whole = escaped(text);
  if (whole.length <= maxCharacters) return { text: whole };
  let cut = "";
  for (const character of text) {
    const next = escaped(character);
    if (cut.length + next.length + cutMark.length > maxCharacters) break;
    cut += next;
  }
  return { text: `${cut}${cutMark}` };
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const cutMark = "\n… cut here; the report has it all.";
