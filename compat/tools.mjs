import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { productFolder } from "../engine/cache.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * A command from npm, and the file in its package that is run.
 * @typedef {{ package: string, version: string, file: string, onNode?: boolean }} Tool
 */

/** @satisfies {Record<string, Tool>} */
const TOOLS = {
    node20: { package: "node", version: "20", file: "node/bin/node" },
    node22: { package: "node", version: "22", file: "node/bin/node" },
    node24: { package: "node", version: "24", file: "node/bin/node" },
    node26: { package: "node", version: "26", file: "node/bin/node" },
    pnpm: { package: "pnpm", version: "12.21.0", file: ".bin/pnpm" },
    yarn: { package: "yarn", version: "1.22.22", file: "yarn/bin/yarn.js", onNode: true },
    yarn4: {
        package: "@yarnpkg/cli-dist",
        version: "4.18.1",
        file: "@yarnpkg/cli-dist/bin/yarn.js",
        onNode: true,
    },
    bun: { package: "bun", version: "1.4.5", file: ".bin/bun" },
};

/** @typedef {keyof typeof TOOLS} ToolName */

/**
 * @param {string} name
 * @returns {name is ToolName}
 */
export function isTool(name) {
    return Object.hasOwn(TOOLS, name);
}

/**
 * Gets a command from npm into the cache, once.
 * @param {ToolName} name
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<string>} the path of its file
 */
export async function ensureTool(name, environment = process.env) {
    /** @type {Tool} */
    const { package: package_, version, file } = TOOLS[name];
    const folder = join(compatCache(environment), `${name}-${version}-${process.platform}-${process.arch}`);
    const installed = join(folder, "node_modules", file);
    if (existsSync(installed)) {
        return installed;
    }
    mkdirSync(dirname(folder), { recursive: true });
    const temporary = mkdtempSync(`${folder}.partial-`);
    try {
        writeFileSync(join(temporary, "package.json"), JSON.stringify({ private: true }));
        const quietly = ["--no-audit", "--no-fund", "--no-progress", "--prefer-offline"];
        await runCommand("npm", ["install", ...quietly, `${package_}@${version}`], {
            cwd: temporary,
            environment,
        });
        rmSync(folder, { recursive: true, force: true });
        renameSync(temporary, folder);
    } finally {
        rmSync(temporary, { recursive: true, force: true });
    }
    return installed;
}

/**
 * How a tool is called.
 * @param {ToolName} name
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<{ command: string, first: string[] }>}
 */
export async function commandOf(name, environment) {
    const file = await ensureTool(name, environment);
    /** @type {Tool} */
    const { onNode } = TOOLS[name];
    return onNode === true ? { command: "node", first: [file] } : { command: file, first: [] };
}

/**
 * What the package managers keep between runs is outside the checkout, and not the user's own.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Record<string, string>}
 */
export function managerCaches(environment = process.env) {
    const cache = compatCache(environment);
    return {
        npm_config_store_dir: join(cache, "pnpm-store"),
        PNPM_HOME: join(cache, "pnpm-home"),
        YARN_CACHE_FOLDER: join(cache, "yarn"),
        YARN_ENABLE_TELEMETRY: "0",
        BUN_INSTALL_CACHE_DIR: join(cache, "bun"),
    };
}

/** @param {NodeJS.ProcessEnv} environment */
export function compatCache(environment) {
    return productFolder("compat", environment);
}
