import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/setup.mjs";

/**
 * Where figures come from. No name of a machine and no path.
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string} memory
 * @property {string} os
 * @property {number} load how many processes wanted to run in the minute before
 * @property {Record<string, string>} versions
 */

const require = createRequire(import.meta.url);

/**
 * @param {NodeJS.ProcessEnv} environment its PATH leads to the engine
 * @returns {Promise<Machine>}
 */
export async function describeMachine(environment) {
    const { stdout } = await promisify(execFile)("pulumi", ["version"], {
        env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "1" },
    });
    const names = ["@pulumi/pulumi", "@grpc/grpc-js", "undici", "zod"];
    return {
        cpu: cpus()[0]?.model.trim() ?? "unknown",
        cores: cpus().length,
        memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
        os: `${distribution()}, ${type()} ${release().split(/[-+]/)[0] ?? ""}`,
        load: Number((loadavg()[0] ?? 0).toFixed(2)),
        versions: {
            node: process.versions.node,
            pulumi: stdout.trim().replace(/^v/, ""),
            "pulumi-api-tokens": versionIn(join(root, "package.json")),
            ...Object.fromEntries(names.map((name) => [name, versionOf(name)])),
        },
    };
}

/** @param {string} name of a package */
function versionOf(name) {
    return versionIn(require.resolve(`${name}/package.json`));
}

/** @param {string} manifest */
function versionIn(manifest) {
    /** @type {{ version: string }} */
    const { version } = JSON.parse(readFileSync(manifest, "utf8"));
    return version;
}

function distribution() {
    try {
        return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "Linux";
    } catch {
        return "Linux";
    }
}
