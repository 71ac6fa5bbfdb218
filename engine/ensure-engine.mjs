import { join } from "node:path";
import { buildEngine } from "./build-engine.mjs";
import { cachedFolder, isWhole } from "./cache.mjs";
import { findInstalledEngine } from "./installed.mjs";
import { findInFolders, withFolderFirst } from "./path-lookup.mjs";
import { fetchByNpm, fetchedFolder } from "./npm-package.mjs";
import { engine, engineFiles, pulumiPackage, pulumiPin } from "./pins.mjs";
import { terminalReport } from "./progress.mjs";

export { CliError as EngineError } from "./errors.mjs";

/**
 * A Pulumi engine that can be run.
 * @typedef {object} Engine
 * @property {string | undefined} folder what has to be first on PATH; nothing when PATH already leads to the engine
 * @property {string} pulumi the path of the command
 * @property {string} version without `v`
 * @property {"path" | "cache" | "npm" | "built"} source
 */

/**
 * Gives the Pulumi that is installed, else the one built earlier, else the release that Pulumi's npm package downloads,
 * else builds one from pinned Go modules. Throws an
 * EngineError, with a message for the user, when there is no way to get one.
 * @param {{ environment?: NodeJS.ProcessEnv, report?: import("./progress.mjs").Report }} [options]
 * @returns {Promise<Engine>}
 */
export async function ensureEngine({ environment = process.env, report = terminalReport() } = {}) {
    const installed = await findInstalledEngine(environment, report);
    if (installed) {
        return { folder: undefined, ...installed, source: "path" };
    }
    const folder = cachedFolder(engine, environment);
    if (isWhole(engine, folder)) {
        return engineIn(folder, "cache", pulumiPin.version);
    }
    const fetched = fetchedFolder(environment);
    if (isWhole(engine, fetched) || (await fetchByNpm(environment, report))) {
        return engineIn(fetched, "npm", pulumiPackage.version);
    }
    await buildEngine(engine, folder, environment, report);
    return engineIn(folder, "built", pulumiPin.version);
}

/**
 * The environment in which `pulumi` is this engine.
 * @param {Engine} engine
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {NodeJS.ProcessEnv}
 */
export function engineEnvironment(engine, environment = process.env) {
    return engine.folder === undefined ? environment : withFolderFirst(engine.folder, environment);
}

/**
 * @param {string} folder
 * @param {Engine["source"]} source
 * @param {string} version
 * @returns {Engine}
 */
function engineIn(folder, source, version) {
    const pulumi = findInFolders(engineFiles.pulumi, [folder]) ?? join(folder, engineFiles.pulumi);
    return { folder, pulumi, version, source };
}
