/** Why the lab cannot build something that a program declares; whoever asked for it goes without. */
export class NotShown extends Error {
  override readonly name = "NotShown";
}
