import "../require-node.mjs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkPicture, pictureFile, withComment } from "./check-picture";

const repository = join(__dirname, "../..");

/** Draws the picture in the README anew, and writes the comment there: `npm run picture`. */
async function draw(): Promise<void> {
  const readme = join(repository, "README.md");
  await writeFile(join(repository, pictureFile), await checkPicture());
  await writeFile(readme, await withComment(await readFile(readme, "utf8")));
}

void draw();
