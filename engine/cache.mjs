import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { EngineError, reasonOf } from "./errors.mjs";
import { findInFolders } from "./path-lookup.mjs";
import { engineFiles, languageHostPin, pulumiPin } from "./pins.mjs";

/**
 * The folder of the built engine that belongs to the pins of this checkout, whether or not it is there.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string}
 */
export function cachedEngineFolder(environment) {
    return join(cacheRoot(environment), "engine", engineName());
}

/**
 * @param {string} folder
 * @returns {boolean} whether all files of an engine are there and can be run
 */
export function isWholeEngine(folder) {
    return Object.values(engineFiles).every((file) => findInFolders(file, [folder]) !== undefined);
}

/**
 * An empty folder next to the final one, so that the finished engine moves there in one step.
 * @param {string} final
 * @returns {string}
 */
export function openTemporaryFolder(final) {
    return inCache(final, () => {
        mkdirSync(dirname(final), { recursive: true });
        return mkdtempSync(`${final}.partial-`);
    });
}

/**
 * Moves a finished engine to its place. When another process was faster, its engine stays and ours is left where it is.
 * @param {string} temporary
 * @param {string} final
 */
export function publish(temporary, final) {
    inCache(final, () => {
        try {
            renameSync(temporary, final);
        } catch (error) {
            if (isWholeEngine(final)) {
                return;
            }
            if (!["EEXIST", "ENOTEMPTY", "EPERM"].includes(reasonOf(error))) {
                throw error;
            }
            moveAway(final);
            renameSync(temporary, final);
        }
    });
}

/**
 * Removing a damaged engine in place would take time in which another process could put a good one there.
 * @param {string} damaged
 */
function moveAway(damaged) {
    const aside = mkdtempSync(`${damaged}.partial-`);
    try {
        renameSync(damaged, join(aside, "damaged"));
    } finally {
        rmSync(aside, { recursive: true, force: true });
    }
}

/**
 * @template Result
 * @param {string} final
 * @param {() => Result} work
 * @returns {Result}
 */
function inCache(final, work) {
    try {
        return work();
    } catch (error) {
        throw new EngineError(
            `The cache folder of the Pulumi engine cannot be written (${reasonOf(error)}): ${dirname(final)}\n` +
                "The engine is built there, outside the checkout, and is kept for the next time.\n" +
                "Make that folder writable, or name another one in the variable PULUMI_API_TOKENS_CACHE.",
            { cause: error },
        );
    }
}

/** @param {NodeJS.ProcessEnv} environment */
function cacheRoot(environment) {
    const own = environment.PULUMI_API_TOKENS_CACHE;
    if (own) {
        return resolve(own);
    }
    const shared = environment.XDG_CACHE_HOME;
    // The XDG specification has relative folders ignored.
    const base = shared && isAbsolute(shared) ? shared : join(environment.HOME ?? homedir(), ".cache");
    return join(base, "pulumi-api-tokens");
}

function engineName() {
    const hash = createHash("sha256");
    for (const pin of [pulumiPin, languageHostPin]) {
        for (const file of ["go.mod", "go.sum"]) {
            hash.update(readFileSync(join(pin.folder, file)));
        }
        hash.update(JSON.stringify(pin.flags));
    }
    hash.update(`${process.platform}/${process.arch}`);
    return `pulumi-${pulumiPin.version}-${process.platform}-${process.arch}-${hash.digest("hex").slice(0, 12)}`;
}
