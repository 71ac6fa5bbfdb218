import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildProduct } from "../engine/build-product.mjs";
import { cachedFolder, isWhole } from "../engine/cache.mjs";
import { CliError } from "../engine/errors.mjs";
import { buildCommand } from "../engine/go-build.mjs";
import { findInFolders } from "../engine/path-lookup.mjs";
import { readPin } from "../engine/pin.mjs";
import { terminalReport } from "../engine/progress.mjs";

const run = promisify(execFile);

const pin = readPin({
    file: "versitygw",
    folder: join(import.meta.dirname, "versitygw"),
    module: "github.com/versity/versitygw",
    packageInModule: "cmd/versitygw",
    versionVariable: "main.Version",
});

/** @type {import("../engine/pin.mjs").Product} */
const objectStore = {
    name: "the object store",
    shortName: "the object store",
    cacheName: "object-store",
    pins: [pin],
    files: [pin.file],
    withoutGo:
        "The object store is not built yet, and there is no Go on PATH to build it with.\n" +
        "The tests of a journal in S3 run against a real server, which is built from pinned Go modules.",
};

/**
 * Gives the path of the server's program: the one built earlier, else a new one, which takes about two minutes. Throws
 * a CliError when there is no way to get one.
 * @param {{ environment?: NodeJS.ProcessEnv, report?: import("../engine/progress.mjs").Report }} [options]
 * @returns {Promise<string>}
 */
export async function ensureProgram({ environment = process.env, report = terminalReport() } = {}) {
    const folder = cachedFolder(objectStore, environment);
    if (!isWhole(objectStore, folder)) {
        await buildProduct(objectStore, folder, environment, report, async (temporary, workshop) => {
            await buildCommand(pin, temporary, workshop);
            await checkVersion(programIn(temporary));
        });
    }
    return programIn(folder);
}

/** @param {string} folder */
function programIn(folder) {
    return findInFolders(pin.file, [folder]) ?? join(folder, pin.file);
}

/** @param {string} program */
async function checkVersion(program) {
    const said = await run(program, ["--version"], { env: {}, timeout: 30_000 }).then(
        ({ stdout }) => stdout,
        () => "",
    );
    const version = /^Version\s*: v(\S+)$/m.exec(said)?.[1];
    if (version !== pin.version) {
        throw new CliError(
            `The ${pin.file} that was built does not work: '${pin.file} --version' should tell ${pin.version} and ` +
                `tells ${version ?? "nothing"}.\n` +
                "It was not kept. Look for settings of Go that change what is built (go env GOFLAGS) and run this again.",
        );
    }
}
