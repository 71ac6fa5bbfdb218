import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { clearTimeout, setTimeout } from "node:timers";
import { isWhole, openTemporaryFolder, productFolder, publish } from "./cache.mjs";
import { findOnPath } from "./path-lookup.mjs";
import { engine, engineFiles, pulumiPackage } from "./pins.mjs";
import { withProgress } from "./progress.mjs";

/** Where its download is refused, that is said within a second; where nothing answers, this is the end of waiting. */
const LIMIT = 120_000;

/**
 * The folder for the engine of Pulumi's own npm package, whether or not it is there.
 * @param {NodeJS.ProcessEnv} environment
 */
export function fetchedFolder(environment) {
    const { name, version } = pulumiPackage;
    const build = `${name}-npm-${version}-${process.platform}-${process.arch}`;
    return join(productFolder(engine.cacheName, environment), build);
}

/**
 * Gets an engine by that package, whose first call downloads the release where the network allows it.
 * @param {NodeJS.ProcessEnv} environment
 * @param {import("./progress.mjs").Report} report
 * @returns {Promise<boolean>} whether it could be had; when not, one line has said so
 */
export async function fetchByNpm(environment, report) {
    const npm = findOnPath("npm", environment);
    if (npm === undefined) {
        return false;
    }
    const { name, version } = pulumiPackage;
    const final = fetchedFolder(environment);
    const home = openTemporaryFolder(engine, final);
    try {
        const hasEnded = await withProgress(
            report,
            (done) => `${done ? "asked" : "asking"} npm's ${name}@${version} for the release`,
            () => download(npm, home, environment),
        );
        const folder = join(home, "versions", version, "bin");
        if (!hasEnded || !isWhole(engine, folder)) {
            report({ text: `npm's ${name} could not download the release here.`, final: true });
            return false;
        }
        publish(engine, folder, final);
        return true;
    } finally {
        rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    }
}

/**
 * Has the package download into a home of its own.
 * @param {string} npm
 * @param {string} home
 * @param {NodeJS.ProcessEnv} environment
 */
function download(npm, home, environment) {
    const { name, version } = pulumiPackage;
    const args = ["exec", "--yes", `--package=${name}@${version}`, "--", engineFiles.pulumi, "version"];
    return succeeds(npm, args, home, {
        ...environment,
        PULUMI_HOME: home,
        PULUMI_VERSION: version,
        PULUMI_SKIP_UPDATE_CHECK: "1",
        npm_config_fetch_retries: "0",
    });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>} whether it succeeded within the limit
 */
function succeeds(command, args, cwd, env) {
    return new Promise((resolve) => {
        // In a process group of its own: npm's child would live on.
        const child = spawn(command, args, {
            cwd,
            env,
            stdio: "ignore",
            detached: process.platform !== "win32",
            shell: command.endsWith(".cmd"),
        });
        const timer = setTimeout(() => {
            try {
                process.kill(-(child.pid ?? 0), "SIGKILL");
            } catch {
                child.kill("SIGKILL");
            }
        }, LIMIT);
        child.on("error", () => {
            clearTimeout(timer);
            resolve(false);
        });
        child.on("close", (code) => {
            clearTimeout(timer);
            resolve(code === 0);
        });
    });
}
