import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { buildProduct } from "./build-product.mjs";
import { CliError, reasonOf } from "./errors.mjs";
import { buildCommand, moduleFolder } from "./go-build.mjs";
import { versionOf } from "./installed.mjs";
import { findInFolders } from "./path-lookup.mjs";
import { dynamicProviderScript, engine, engineFiles, languageHostPin, pulumiPin } from "./pins.mjs";

/** @typedef {import("./go-build.mjs").Workshop} Workshop */

/**
 * Builds the pinned engine into this folder, which appears whole or not at all.
 * @param {string} final
 * @param {NodeJS.ProcessEnv} environment
 * @param {import("./progress.mjs").Report} report
 */
export async function buildEngine(final, environment, report) {
    await buildProduct(engine, final, environment, report, async (folder, workshop) => {
        // The small one first: a machine that cannot build at all shows it within seconds.
        await buildCommand(languageHostPin, folder, workshop);
        await copyDynamicProvider(folder, workshop);
        await buildCommand(pulumiPin, folder, workshop);
        await checkVersion(folder, environment);
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
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 */
async function checkVersion(folder, environment) {
    const pulumi = findInFolders(engineFiles.pulumi, [folder]);
    const version = pulumi && (await versionOf(pulumi, environment));
    if (version !== pulumiPin.version) {
        throw new CliError(
            `The pulumi that was built does not work: 'pulumi version' should tell ${pulumiPin.version} and tells ` +
                `${version ?? "nothing"}.\n` +
                "It was not kept. Look for settings of Go that change what is built (go env GOFLAGS) and run this again.",
        );
    }
}
