import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CliError } from "../engine/errors.mjs";
import { findFreePort } from "../postgres/free-port.mjs";

const REGION = "us-east-1";
const BUCKET = "journal";

/** Another program may take a free port before the server does. */
const PORTS_TO_TRY = 5;

/**
 * What a client has to know. The bucket stands in the path of a request: there is no host name for it.
 * @typedef {object} Address
 * @property {string} endpoint
 * @property {string} bucket
 * @property {string} region
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {string} data the folder with the bucket's objects as files: their times are those of the objects
 */

/**
 * @typedef {object} Server
 * @property {Address} address
 * @property {Promise<string>} ended what it said last, once it has ended for whatever reason
 * @property {() => Promise<void>} stop ends it and removes all that it left on disk
 */

/**
 * Starts an S3-compatible server of one's own, with one bucket: its data in a folder for temporary files, on loopback
 * alone, at a free port, with random credentials. Takes a fraction of a second.
 * @param {string} program
 * @param {{ freePort?: () => Promise<number> }} [options]
 * @returns {Promise<Server>}
 */
export async function startObjectStore(program, { freePort = findFreePort } = {}) {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-object-store-"));
    const remove = () => {
        rmSync(folder, { recursive: true, force: true });
    };
    try {
        const accessKeyId = randomBytes(10).toString("hex");
        const secretAccessKey = randomBytes(20).toString("hex");
        // A folder is a bucket. One made here belongs to nobody but root, whose credentials these are.
        const data = join(folder, "buckets", BUCKET);
        mkdirSync(data, { recursive: true });
        const environment = { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey };
        const { endpoint, child, ended } = await serve(program, folder, environment, freePort);
        const stop = async () => {
            // Asked politely it takes two seconds, and nobody wants its data.
            child.kill("SIGKILL");
            await ended;
            remove();
        };
        const address = { endpoint, bucket: BUCKET, region: REGION, accessKeyId, secretAccessKey, data };
        return { address, ended, stop };
    } catch (error) {
        remove();
        throw error;
    }
}

/**
 * Starts the server and waits until it answers.
 * @param {string} program
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment nothing of the caller's own reaches the server
 * @param {() => Promise<number>} freePort
 */
async function serve(program, folder, environment, freePort) {
    // By default the server keeps what an object has besides its bytes in extended attributes of the same file, so that
    // a conditional PUT finds all of an object or none of it. ext4, xfs, overlay and tmpfs (Linux 6.6) have them.
    /** @type {string[]} */
    let metadata = [];
    for (let tries = 1; ; tries++) {
        const endpoint = `http://127.0.0.1:${await freePort()}`;
        // Whoever else has taken the port does not know this path.
        const health = `/${randomBytes(20).toString("hex")}`;
        const listen = ["--port", new URL(endpoint).host, "--region", REGION, "--health", health];
        const args = [...listen, "--quiet", "--keep-alive", "posix", ...metadata, join(folder, "buckets")];
        const child = spawn(program, args, {
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
            // In a session of its own: Ctrl-C in a terminal reaches only the one who started it, who then ends it.
            detached: true,
        });
        const ended = lastWords(child);
        if (await answers(endpoint + health, ended)) {
            return { endpoint, child, ended };
        }
        const said = await ended;
        if (said.includes("xattrs are not supported") && metadata.length === 0) {
            metadata = ["--sidecar", makeSidecar(folder)];
        } else if (!said.includes("address already in use") || tries >= PORTS_TO_TRY) {
            throw new CliError(`The object store does not start:\n\n${said}`);
        }
    }
}

/**
 * Where the server keeps apart what a file system without extended attributes cannot keep. An object and what belongs to
 * it then appear and go one after the other: whoever loses a conditional PUT may look a moment before the winner's
 * object is there, and one that is put while the same key is deleted may be replaced by a later conditional PUT. The
 * third way, `--nometa`, is none: every conditional PUT succeeds.
 * @param {string} folder
 */
function makeSidecar(folder) {
    const sidecar = join(folder, "metadata");
    mkdirSync(sidecar);
    return sidecar;
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, import("node:stream").Readable>} child
 * @returns {Promise<string>}
 */
function lastWords(child) {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
            said = (said + text).slice(-10_000);
        });
    }
    return new Promise((resolve) => {
        child.once("close", () => {
            resolve(said);
        });
        child.once("error", ({ message }) => {
            resolve(message);
        });
    });
}

/**
 * @param {string} url
 * @param {Promise<unknown>} ended
 * @returns {Promise<boolean>} false when the server has ended instead
 */
async function answers(url, ended) {
    const over = new globalThis.AbortController();
    void ended.then(() => {
        over.abort();
    });
    while (!over.signal.aborted) {
        try {
            // Whoever else has taken the port may never answer.
            const response = await fetch(url, { signal: over.signal });
            if ((await response.text()) === "OK") {
                return true;
            }
        } catch {
            // It does not listen yet.
        }
        await sleep(20);
    }
    return false;
}
