import { createHash } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/setup.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * Packs the package as a release would be. Its name tells its content: package managers keep tarballs by their names.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<string>} the path of the tarball
 */
export async function pack(folder, environment) {
    const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
    const reports = /** @type {[{ filename: string }]} */ (
        JSON.parse(await runCommand("npm", args, { cwd: root, environment }))
    );
    const packed = join(folder, reports[0].filename);
    const hash = createHash("sha256").update(readFileSync(packed)).digest("hex").slice(0, 12);
    const tarball = packed.replace(/\.tgz$/, `-${hash}.tgz`);
    renameSync(packed, tarball);
    return tarball;
}
