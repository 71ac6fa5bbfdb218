import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildEngine } from "../engine/build-engine.mjs";
import { cachedFolder, isWhole } from "../engine/cache.mjs";
import { engineWith, pulumiModule, pulumiPin, pulumiPinIn } from "../engine/pins.mjs";
import { isAtLeast } from "../engine/versions.mjs";
import { runCommand } from "./run-command.mjs";
import { compatCache } from "./tools.mjs";

/**
 * The newest engine that the Go module proxy serves, built where it is newer than the pinned one.
 * @param {NodeJS.ProcessEnv} environment
 * @param {import("../engine/progress.mjs").Report} report
 * @returns {Promise<{ folder: string, version: string } | undefined>} nothing when the pinned one is the newest
 */
export async function newestEngine(environment, report) {
    const version = await newestServed(environment);
    if (isAtLeast(pulumiPin.version, version)) {
        return undefined;
    }
    const engine = engineWith(pulumiPinIn(await pinned(version, environment)));
    const folder = cachedFolder(engine, environment);
    if (!isWhole(engine, folder)) {
        await buildEngine(engine, folder, environment, report);
    }
    return { folder, version };
}

/** @param {NodeJS.ProcessEnv} environment */
async function newestServed(environment) {
    const args = ["list", "-mod=mod", "-m", "-f", "{{.Version}}", `${pulumiModule}@latest`];
    const said = await runCommand("go", args, { cwd: pulumiPin.folder, environment });
    return said.trim().replace(/^v/, "");
}

/**
 * A Go module that pins this version, as the one in `engine/pulumi` pins another.
 * @param {string} version
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<string>} its folder
 */
async function pinned(version, environment) {
    const folder = join(compatCache(environment), `pulumi-pin-${version}`);
    if (existsSync(folder)) {
        return folder;
    }
    mkdirSync(compatCache(environment), { recursive: true });
    const temporary = mkdtempSync(`${folder}.partial-`);
    try {
        writeFileSync(join(temporary, "go.mod"), `module compat/pulumi\n\ngo ${pulumiPin.needsGo}\n`);
        const command = `${pulumiModule}/cmd/pulumi@v${version}`;
        await runCommand("go", ["get", "-tool", command], { cwd: temporary, environment });
        renameSync(temporary, folder);
    } finally {
        rmSync(temporary, { recursive: true, force: true });
    }
    return folder;
}
