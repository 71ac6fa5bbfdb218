import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A command that is built from a pinned Go module.
 * @typedef {object} Pin
 * @property {string} file the name of the command
 * @property {string} folder the Go module that pins it, with go.mod and go.sum
 * @property {string} package_ the Go package of the command
 * @property {string} version the pinned version, without `v`
 * @property {string} needsGo the `go` line of the module
 * @property {string[]} flags
 */

/**
 * What is built, and how messages speak of it.
 * @typedef {object} Product
 * @property {string} name such as `the Pulumi engine`
 * @property {string} shortName such as `the engine`
 * @property {string} cacheName its folder in the cache
 * @property {[Pin, ...Pin[]]} pins a built one is named after the first, and is for all of them
 * @property {readonly string[]} files it is whole with all of these
 * @property {string} withoutGo what a machine without it and without Go lacks, and what it is for
 * @property {string} [otherWay] how to have it without building it
 */

/**
 * Reads what go.mod pins, so that a version stands in one place.
 * @param {object} command
 * @param {string} command.file
 * @param {string} command.folder
 * @param {string} command.module
 * @param {string} command.packageInModule
 * @param {string} command.versionVariable the Go variable from which the command tells its version
 * @returns {Pin}
 */
export function readPin({ file, folder, module, packageInModule, versionVariable }) {
    const goMod = readFileSync(join(folder, "go.mod"), "utf8");
    const version = lineOf(goMod, `${module} v`, folder);
    return {
        file,
        folder,
        package_: `${module}/${packageInModule}`,
        version,
        needsGo: lineOf(goMod, "go ", folder),
        flags: ["-trimpath", "-ldflags", `-s -w -X ${versionVariable}=v${version}`],
    };
}

/**
 * @param {string} goMod
 * @param {string} start
 * @param {string} folder
 */
function lineOf(goMod, start, folder) {
    const line = goMod.split("\n").find((text) => text.trim().startsWith(start));
    const word = line?.trim().slice(start.length).split(" ")[0];
    if (!word) {
        throw new Error(`${join(folder, "go.mod")} has no line that begins with '${start}'.`);
    }
    return word;
}
