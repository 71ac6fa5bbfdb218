import { join } from "node:path";
import { goFailed } from "./go-errors.mjs";
import { GoFailure, runGo } from "./go-process.mjs";
import { formatCount, withProgress } from "./progress.mjs";

/** @typedef {import("./pin.mjs").Pin} Pin */

/**
 * What every step of a build is given.
 * @typedef {object} Workshop
 * @property {import("./pin.mjs").Product} product
 * @property {string} go
 * @property {NodeJS.ProcessEnv} environment
 * @property {AbortSignal} stop
 * @property {import("./progress.mjs").Report} report
 */

/**
 * Builds one pinned command into a folder, fetching its modules first.
 * @param {Pin} pin
 * @param {string} folder
 * @param {Workshop} workshop
 */
export async function buildCommand(pin, folder, workshop) {
    const wanted = new Set(await fetchModules(pin, workshop));
    let built = 0;
    /** @type {string[]} */
    const messages = [];
    /** @param {string} line */
    const onMessage = (line) => {
        if (wanted.has(line)) {
            built++;
        } else {
            messages.push(line);
        }
    };
    const file = join(folder, process.platform === "win32" ? `${pin.file}.exe` : pin.file);
    await withProgress(
        workshop.report,
        (done) =>
            done
                ? `built ${pin.file}: compiled ${formatCount(wanted.size, "package")}`
                : `building ${pin.file}: ${built.toLocaleString("en-US")} of ${formatCount(wanted.size, "package")}`,
        () =>
            attempt(workshop, `build ${pin.file}`, messages, () =>
                go(
                    ["build", "-mod=readonly", "-v", ...pin.flags, "-o", file, pin.package_],
                    pin,
                    workshop,
                    onMessage,
                ),
            ),
    );
}

/**
 * The folder in which Go keeps a module of the pinned ones.
 * @param {string} module
 * @param {Pin} pin
 * @param {Workshop} workshop
 * @returns {Promise<string>}
 */
export async function moduleFolder(module, pin, workshop) {
    const [folder = ""] = await attempt(workshop, `find the folder of ${module}`, undefined, () =>
        go(["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module], pin, workshop),
    );
    return folder;
}

/**
 * Fetches what is not there yet, and tells which packages Go is going to compile (the others are in its own cache).
 * @param {Pin} pin
 * @param {Workshop} workshop
 */
async function fetchModules(pin, workshop) {
    let fetched = 0;
    const format = "{{if .Stale}}{{.ImportPath}}{{end}}";
    /** @param {string} line */
    const onMessage = (line) => {
        fetched += line.startsWith("go: downloading ") ? 1 : 0;
    };
    return withProgress(
        workshop.report,
        (done) =>
            `${done ? "have" : "fetching"} the Go modules of ${pin.file}: ${formatCount(fetched, "download")}`,
        () =>
            attempt(workshop, `read the modules of ${pin.file}`, undefined, () =>
                go(
                    ["list", "-mod=readonly", "-deps", ...pin.flags, "-f", format, pin.package_],
                    pin,
                    workshop,
                    onMessage,
                ),
            ),
    );
}

/**
 * @param {string[]} args
 * @param {Pin} pin
 * @param {Workshop} workshop
 * @param {(line: string) => void} [onMessage]
 */
function go(args, pin, { go, environment, stop }, onMessage) {
    return runGo({ go, args, cwd: pin.folder, environment, stop, ...(onMessage && { onMessage }) });
}

/**
 * @template Result
 * @param {Workshop} workshop
 * @param {string} task
 * @param {string[] | undefined} messages the part of what Go wrote that matters; all of it when not given
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function attempt({ product }, task, messages, work) {
    try {
        return await work();
    } catch (error) {
        if (error instanceof GoFailure) {
            const said = messages?.length ? messages : error.messages;
            throw goFailed(task, { how: error.how, messages: said }, product);
        }
        throw error;
    }
}
