import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

/** @typedef {NodeJS.ProcessEnv} Environment */

const onWindows = process.platform === "win32";

/**
 * The first executable file of this name in the folders of PATH.
 * @param {string} name
 * @param {Environment} environment
 * @returns {string | undefined}
 */
export function findOnPath(name, environment) {
    const folders = (environment[pathVariable(environment)] ?? "").split(delimiter).filter(Boolean);
    return findInFolders(name, folders);
}

/**
 * The first executable file of this name in the given folders.
 * @param {string} name
 * @param {string[]} folders
 * @returns {string | undefined}
 */
export function findInFolders(name, folders) {
    const names = onWindows ? [".exe", ".cmd", ".bat"].map((extension) => name + extension) : [name];
    return folders.flatMap((folder) => names.map((file) => resolve(folder, file))).find(isExecutable);
}

/**
 * The environment with this folder as the first one on PATH.
 * @param {string} folder
 * @param {Environment} environment
 * @returns {Environment}
 */
export function withFolderFirst(folder, environment) {
    const variable = pathVariable(environment);
    const path = environment[variable];
    return { ...environment, [variable]: path ? folder + delimiter + path : folder };
}

/**
 * @param {string} file
 * @returns {boolean} whether it is a file with something in it that this user may run
 */
export function isExecutable(file) {
    try {
        accessSync(file, constants.X_OK);
        const stats = statSync(file);
        return stats.isFile() && stats.size > 0;
    } catch {
        return false;
    }
}

/**
 * Windows spells it `Path`, and a copy of its environment no longer ignores case.
 * @param {Environment} environment
 */
function pathVariable(environment) {
    return Object.keys(environment).find((name) => onWindows && name.toUpperCase() === "PATH") ?? "PATH";
}
