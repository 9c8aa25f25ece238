// Prints the licence of every package that esbuild really bundled (its metafiles say which),
// and refuses two versions of one package: a second copy of @noble doubles the bundle.
import { readFileSync, readdirSync } from "node:fs";

const folders = new Set();
for (const metafile of process.argv.slice(2)) {
  for (const input of Object.keys(JSON.parse(readFileSync(metafile, "utf8")).inputs)) {
    const found = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (found) folders.add(found[1]);
  }
}

const seen = new Set();
const parts = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  if (seen.has(name)) throw new Error(`${name} is bundled twice: ${folder}`);
  seen.add(name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} carries no licence file`);
  const text = readFileSync(`${folder}/${file}`, "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
process.stdout.write(parts.join(`\n${"-".repeat(78)}\n\n`));
