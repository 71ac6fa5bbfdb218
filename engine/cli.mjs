import { dirname } from "node:path";
import { EngineError, ensureEngine } from "./ensure-engine.mjs";
import { readPathOption } from "./path-option.mjs";

const help = `Usage: npm run engine [-- OPTION]

Makes sure that there is a Pulumi engine and tells where it is. Takes the one on PATH when it is recent and
complete, else the one built earlier, else has npm's package pulumi download the release, else builds one from pinned Go
modules, which takes some minutes once.

  --path   print only the folder of the engine (with: npm run --silent engine -- --path)
  --help   print this

PULUMI_API_TOKENS_CACHE names the folder for built engines (default: pulumi-api-tokens in the user's cache folder).
`;

/** @type {Record<import("./ensure-engine.mjs").Engine["source"], string>} */
const origins = {
    path: "the one on PATH",
    cache: "built earlier from pinned Go modules",
    npm: "the release that npm's package pulumi downloaded",
    built: "just built from pinned Go modules",
};

/** @param {import("./ensure-engine.mjs").Engine} engine */
function description({ folder, pulumi, version, source }) {
    const lines = [`Pulumi ${version}, ${origins[source]}:`, `  ${pulumi}`];
    if (folder !== undefined) {
        lines.push("To use it by hand:", `  ${exportLine(folder)}`);
    }
    return lines.join("\n");
}

/** @param {string} folder */
function exportLine(folder) {
    return `export PATH='${folder.replaceAll("'", String.raw`'\''`)}':"$PATH"`;
}

async function main() {
    const options = readPathOption();
    if (options.help) {
        process.stdout.write(help);
        return;
    }
    const engine = await ensureEngine();
    console.log(options.path ? dirname(engine.pulumi) : description(engine));
}

try {
    await main();
} catch (error) {
    if (!(error instanceof EngineError)) {
        throw error;
    }
    console.error(error.message);
    process.exitCode = error.exitCode;
}
