import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { buildProduct } from "./build-product.mjs";
import { CliError, reasonOf } from "./errors.mjs";
import { buildCommand, moduleFolder } from "./go-build.mjs";
import { versionOf } from "./installed.mjs";
import { findInFolders } from "./path-lookup.mjs";
import { dynamicProviderScript, engineFiles, languageHostPin } from "./pins.mjs";

/** @typedef {import("./go-build.mjs").Workshop} Workshop */

/**
 * Builds an engine into this folder, which appears whole or not at all.
 * @param {import("./pin.mjs").Product} engine
 * @param {string} final
 * @param {NodeJS.ProcessEnv} environment
 * @param {import("./progress.mjs").Report} report
 */
export async function buildEngine(engine, final, environment, report) {
    await buildProduct(engine, final, environment, report, async (folder, workshop) => {
        // The small one first: a machine that cannot build at all shows it within seconds.
        await buildCommand(languageHostPin, folder, workshop);
        await copyDynamicProvider(folder, workshop);
        await buildCommand(engine.pins[0], folder, workshop);
        await checkVersion(engine.pins[0].version, folder, environment);
    });
}

/**
 * @param {string} folder
 * @param {Workshop} workshop
 */
async function copyDynamicProvider(folder, workshop) {
    const module = await moduleFolder(dynamicProviderScript.module, languageHostPin, workshop);
    const name = engineFiles.dynamicProvider + (process.platform === "win32" ? ".cmd" : "");
    const copy = join(folder, name);
    try {
        copyFileSync(join(module, dynamicProviderScript.folder, name), copy);
        chmodSync(copy, 0o755);
    } catch (error) {
        throw new CliError(
            `${name} could not be copied from the fetched Go module (${reasonOf(error)}).\n` +
                "It comes with the module of the language host, so Go's module cache may be damaged.\n" +
                "Empty it with 'go clean -modcache' and run this again.",
            { cause: error },
        );
    }
}

/**
 * @param {string} wanted
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 */
async function checkVersion(wanted, folder, environment) {
    const pulumi = findInFolders(engineFiles.pulumi, [folder]);
    const version = pulumi && (await versionOf(pulumi, environment));
    if (version !== wanted) {
        throw new CliError(
            `The pulumi that was built does not work: 'pulumi version' should tell ${wanted} and tells ` +
                `${version ?? "nothing"}.\n` +
                "It was not kept. Look for settings of Go that change what is built (go env GOFLAGS) and run this again.",
        );
    }
}
