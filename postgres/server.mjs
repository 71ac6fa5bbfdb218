import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyPrograms } from "./binaries.mjs";
import { PostgresError } from "./error.mjs";
import { findFreePort } from "./free-port.mjs";
import { handOver, serverUser } from "./user.mjs";

const run = promisify(execFile);

/** The database's only user. */
const USER = "pulumi";

/** Another program may take a free port before the server does. */
const PORTS_TO_TRY = 5;

/** Nothing of the caller's own PostgreSQL settings reaches the server, and its messages are in English. */
const ENVIRONMENT = { LC_ALL: "C", TZ: "UTC" };

/** For data that nobody wants to keep: nothing waits for the disk, and little memory is taken. */
const SETTINGS = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
    full_page_writes: "off",
    shared_buffers: "16MB",
    // A container's /dev/shm may be too small.
    dynamic_shared_memory_type: "mmap",
    huge_pages: "off",
};

/**
 * @typedef {object} Server
 * @property {string} url with user and password
 * @property {Promise<string>} ended what it said last, once it has ended for whatever reason
 * @property {() => Promise<void>} stop ends it and removes all that it left on disk
 */

/**
 * Starts a PostgreSQL server of one's own: its data in a folder for temporary files, on loopback alone, at a free port,
 * with a random password. As root it runs as `nobody`, because PostgreSQL refuses to run as root. Takes about a second.
 * @param {{ freePort?: () => Promise<number> }} [options]
 * @returns {Promise<Server>}
 */
export async function startPostgres({ freePort = findFreePort } = {}) {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-api-tokens-postgres-"));
    const remove = () => {
        rmSync(folder, { recursive: true, force: true });
    };
    try {
        const user = serverUser();
        const programs = copyPrograms(join(folder, "programs"));
        const password = randomBytes(24).toString("hex");
        writeFileSync(join(folder, "password"), password);
        handOver(folder, user);
        const data = join(folder, "data");
        await createData(programs.initdb, data, join(folder, "password"), user);
        const { port, child, ended } = await serve(programs.postgres, data, user, freePort);
        const stop = async () => {
            child.kill("SIGINT");
            await ended;
            remove();
        };
        return {
            url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`,
            ended,
            stop,
        };
    } catch (error) {
        remove();
        throw error;
    }
}

/**
 * @param {string} initdb
 * @param {string} data
 * @param {string} passwordFile
 * @param {import("./user.mjs").User} user
 */
async function createData(initdb, data, passwordFile, user) {
    const access = ["--username", USER, "--pwfile", passwordFile, "--auth", "scram-sha-256"];
    const args = ["--pgdata", data, ...access, "--encoding", "UTF8", "--no-locale", "--no-sync"];
    try {
        await run(initdb, args, { ...user, env: ENVIRONMENT });
    } catch (cause) {
        const { code, stderr } = /** @type {{ code: string | number, stderr: string }} */ (cause);
        throw new PostgresError(
            typeof code === "string"
                ? `PostgreSQL cannot be run from ${initdb} (${code}). The folder for temporary files (TMPDIR) must allow ` +
                      "programs to run from it and, for root, let the user `nobody` in."
                : `PostgreSQL cannot set up its data:\n\n${stderr}`,
            { cause },
        );
    }
}

/**
 * Starts the server and waits until it takes connections.
 * @param {string} postgres
 * @param {string} data
 * @param {import("./user.mjs").User} user
 * @param {() => Promise<number>} freePort
 */
async function serve(postgres, data, user, freePort) {
    for (let tries = 1; ; tries++) {
        const port = await freePort();
        const settings = Object.entries({ ...SETTINGS, port }).map(([name, value]) => `--${name}=${value}`);
        const child = spawn(postgres, ["-D", data, ...settings], {
            ...user,
            env: ENVIRONMENT,
            stdio: ["ignore", "ignore", "pipe"],
            // In a session of its own: Ctrl-C in a terminal reaches only the one who started it, who then ends it.
            detached: true,
        });
        const { ready, ended } = follow(child);
        if (await Promise.race([ready, ended.then(() => false)])) {
            return { port, child, ended };
        }
        const said = await ended;
        if (!said.includes("Address already in use") || tries === PORTS_TO_TRY) {
            throw new PostgresError(`PostgreSQL does not start:\n\n${said}`);
        }
    }
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<null, null, import("node:stream").Readable>} child
 * @returns {{ ready: Promise<boolean>, ended: Promise<string> }}
 */
function follow(child) {
    let said = "";
    const ready = new Promise((resolve) => {
        child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
            said = (said + text).slice(-10_000);
            if (said.includes("database system is ready to accept connections")) {
                resolve(true);
            }
        });
    });
    const ended = new Promise((resolve) => {
        child.once("close", () => {
            resolve(said);
        });
        child.once("error", ({ message }) => {
            resolve(message);
        });
    });
    return { ready, ended };
}
