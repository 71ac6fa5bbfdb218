import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { CliError, capitalized, reasonOf } from "./errors.mjs";
import { findInFolders } from "./path-lookup.mjs";

/** @typedef {import("./pin.mjs").Product} Product */

/**
 * The folder of the built product that belongs to the pins of this checkout, whether or not it is there.
 * @param {Product} product
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string}
 */
export function cachedFolder(product, environment) {
    return join(productFolder(product.cacheName, environment), buildName(product));
}

/**
 * Where everything of one kind is kept between runs, outside the checkout.
 * @param {string} cacheName
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string}
 */
export function productFolder(cacheName, environment) {
    return join(cacheRoot(environment), cacheName);
}

/**
 * @param {Product} product
 * @param {string} folder
 * @returns {boolean} whether all files of the product are there and can be run
 */
export function isWhole(product, folder) {
    return product.files.every((file) => findInFolders(file, [folder]) !== undefined);
}

/**
 * An empty folder next to the final one, so that the finished product moves there in one step.
 * @param {Product} product
 * @param {string} final
 * @returns {string}
 */
export function openTemporaryFolder(product, final) {
    return inCache(product, final, () => {
        mkdirSync(dirname(final), { recursive: true });
        return mkdtempSync(`${final}.partial-`);
    });
}

/**
 * Moves a finished product to its place. When another process was faster, its own stays and ours is left where it is.
 * @param {Product} product
 * @param {string} temporary
 * @param {string} final
 */
export function publish(product, temporary, final) {
    inCache(product, final, () => {
        try {
            renameSync(temporary, final);
        } catch (error) {
            if (isWhole(product, final)) {
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
 * Removing a damaged product in place would take time in which another process could put a good one there.
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
 * @param {Product} product
 * @param {string} final
 * @param {() => Result} work
 * @returns {Result}
 */
function inCache({ name, shortName }, final, work) {
    try {
        return work();
    } catch (error) {
        throw new CliError(
            `The cache folder of ${name} cannot be written (${reasonOf(error)}): ${dirname(final)}\n` +
                `${capitalized(shortName)} is built there, outside the checkout, and is kept for the next time.\n` +
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

/** @param {Product} product */
function buildName({ pins }) {
    const hash = createHash("sha256");
    for (const pin of pins) {
        for (const file of ["go.mod", "go.sum"]) {
            hash.update(readFileSync(join(pin.folder, file)));
        }
        hash.update(JSON.stringify(pin.flags));
    }
    hash.update(`${process.platform}/${process.arch}`);
    const [{ file, version }] = pins;
    return `${file}-${version}-${process.platform}-${process.arch}-${hash.digest("hex").slice(0, 12)}`;
}
