import { CliError } from "../engine/errors.mjs";
import { readPathOption } from "../engine/path-option.mjs";
import { endSignals } from "../engine/stop-signals.mjs";
import { ensureProgram } from "./program.mjs";
import { startObjectStore } from "./server.mjs";

const help = `Usage: npm run object-store [-- OPTION]

Runs an S3-compatible server on this machine, with one bucket, until Ctrl-C, and prints how to reach it. The first
time it builds the server from pinned Go modules, which takes about two minutes.

  --path   build it if need be, print where its program is, and end
  --help   print this

PULUMI_API_TOKENS_CACHE names the folder for what is built (default: pulumi-api-tokens in the user's cache folder).
`;

/** Resolves when this process is asked to end. */
const asked = new Promise((resolve) => {
    for (const signal of endSignals) {
        process.on(signal, () => {
            resolve(undefined);
        });
    }
});

/** The channel to a process that forked this one closes when that process ends, even when it was killed. */
function endWithParent() {
    // A build that is under way is stopped by signals as well.
    process.kill(process.pid, "SIGTERM");
}

process.on("disconnect", endWithParent);
// The one who would have read it may be gone.
process.stderr.on("error", () => undefined);

/** @param {import("./server.mjs").Address} address */
function announce(address) {
    if (process.send === undefined) {
        console.log(description(address));
    } else if (process.connected) {
        process.send(address);
    }
}

/** @param {import("./server.mjs").Address} address */
function description({ endpoint, bucket, region, accessKeyId, secretAccessKey }) {
    return [
        `export AWS_ENDPOINT_URL_S3='${endpoint}' AWS_REGION='${region}'`,
        `export AWS_ACCESS_KEY_ID='${accessKeyId}' AWS_SECRET_ACCESS_KEY='${secretAccessKey}'`,
        "",
        `The bucket is \`${bucket}\`, and stands in the path of a request (path-style).`,
        "Ctrl-C ends the server and removes its data.",
    ].join("\n");
}

async function serve() {
    const server = await startObjectStore(await ensureProgram());
    announce(server.address);
    const said = await Promise.race([server.ended, asked]);
    await server.stop();
    if (typeof said === "string") {
        throw new CliError(`The object store ended by itself:\n\n${said}`);
    }
}

async function main() {
    const options = readPathOption();
    if (options.help) {
        process.stdout.write(help);
    } else if (options.path) {
        console.log(await ensureProgram());
    } else {
        await serve();
    }
}

try {
    await main();
} catch (error) {
    console.error(error instanceof CliError ? error.message : error);
    process.exitCode = error instanceof CliError ? error.exitCode : 1;
}
// The channel would keep this process alive.
process.off("disconnect", endWithParent);
if (process.connected) {
    process.disconnect();
}
