import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { findInFolders, findOnPath } from "./path-lookup.mjs";
import { engineFiles, oldestPulumi } from "./pins.mjs";
import { isAtLeast, parseVersion } from "./versions.mjs";

const run = promisify(execFile);

/**
 * The Pulumi that the user has installed, if it will do. When it will not, says why in one line.
 * @param {NodeJS.ProcessEnv} environment
 * @param {import("./progress.mjs").Report} report
 * @returns {Promise<{ pulumi: string, version: string } | undefined>}
 */
export async function findInstalledEngine(environment, report) {
    const pulumi = findOnPath(engineFiles.pulumi, environment);
    if (pulumi === undefined) {
        return undefined;
    }
    const version = await versionOf(pulumi, environment);
    const fault = version === undefined ? "does not tell its version" : faultOf(pulumi, version, environment);
    if (version === undefined || fault !== undefined) {
        report({ text: `Not using the Pulumi on PATH: ${pulumi} ${fault ?? ""}.`, final: true });
        return undefined;
    }
    return { pulumi, version };
}

/**
 * The version that a `pulumi` command tells, without `v`.
 * @param {string} pulumi
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<string | undefined>}
 */
export async function versionOf(pulumi, environment) {
    try {
        const { stdout } = await run(pulumi, ["version"], {
            env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "1" },
            shell: pulumi.endsWith(".cmd"),
            timeout: 30_000,
        });
        const version = stdout.trim().replace(/^v/, "");
        return parseVersion(version) && !/\s/.test(version) ? version : undefined;
    } catch {
        return undefined;
    }
}

/**
 * @param {string} pulumi
 * @param {string} version
 * @param {NodeJS.ProcessEnv} environment
 */
function faultOf(pulumi, version, environment) {
    if (!isAtLeast(version, oldestPulumi)) {
        return `is version ${version}, and ${oldestPulumi} or later is needed`;
    }
    // Pulumi also looks next to its own executable, behind any link.
    const own = [dirname(realpathSync(pulumi))];
    const missing = [engineFiles.languageHost, engineFiles.dynamicProvider].filter(
        (file) => (findOnPath(file, environment) ?? findInFolders(file, own)) === undefined,
    );
    return missing.length === 0 ? undefined : `has no ${missing.join(" and no ")} with it`;
}
