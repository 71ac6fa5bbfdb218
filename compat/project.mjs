import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PROGRAMS } from "./cells.mjs";
import { runCommand } from "./run-command.mjs";
import { commandOf, managerCaches } from "./tools.mjs";

/** @typedef {import("./cells.mjs").Cell} Cell */

const BODY = `
const config = new pulumi.Config();
const ci = new thousandeyes.ApiToken("ci", {
    bootstrapToken: config.getSecret("bootstrapToken"),
    rotation: { triggers: { release: config.get("release") ?? "1" } },
});
`;

const COMMONJS = `const pulumi = require("@pulumi/pulumi");
const { thousandeyes } = require("pulumi-api-tokens");
${BODY}
exports.token = ci.token;
exports.status = ci.status;
`;

const MODULE = `import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";
${BODY}
export const token = ci.token;
export const status = ci.status;
`;

/**
 * Writes a Pulumi project for a cell and installs its packages: the tarball as from a registry.
 * @param {string} folder
 * @param {Cell} cell
 * @param {string} tarball
 * @param {NodeJS.ProcessEnv} environment its PATH leads to the cell's Node
 */
export async function makeProject(folder, cell, tarball, environment) {
    for (const [name, text] of Object.entries(filesOf(cell, tarball))) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
    }
    await install(folder, cell.manager, environment);
    await build(folder, cell, environment);
}

/**
 * @param {Cell} cell
 * @param {string} tarball
 * @returns {Record<string, string>}
 */
function filesOf({ sdk, program, manager }, tarball) {
    const { modules, typescript, tsNode, build: builder } = describeProgram(program);
    const source = typescript === undefined && builder === undefined ? "index.js" : "index.ts";
    const manifest = {
        name: "compat",
        version: "1.0.0",
        private: true,
        type: modules,
        main: builder === undefined ? source : "out/index.js",
        dependencies: {
            "@pulumi/pulumi": sdk === "newest" ? "latest" : sdk,
            "pulumi-api-tokens": `file:${tarball}`,
        },
        devDependencies: {
            ...(source === "index.ts" ? { "@types/node": "^20" } : {}),
            ...(typescript === undefined ? {} : { typescript: `~${typescript === "7" ? "7.0" : typescript}` }),
            ...(tsNode === true ? { "ts-node": "^10.9.2" } : {}),
            ...(builder === "esbuild" ? { esbuild: "^0.28.2" } : {}),
        },
    };
    return {
        "Pulumi.yaml": `name: compat\nruntime:\n  name: nodejs\n  options:\n    typescript: ${builder === undefined && source === "index.ts"}\n`,
        "package.json": JSON.stringify(manifest, undefined, 2),
        [source]: source === "index.js" && modules === "commonjs" ? COMMONJS : MODULE,
        ...(source === "index.ts" ? { "tsconfig.json": JSON.stringify(tsconfig) } : {}),
        ...(manager === "pnpm" ? { "pnpm-workspace.yaml": pnpmSettings } : {}),
        ...(manager === "npm" && typescript === "7" ? { ".npmrc": "legacy-peer-deps=true\n" } : {}),
    };
}

const tsconfig = {
    compilerOptions: {
        target: "es2022",
        module: "node16",
        moduleResolution: "node16",
        strict: true,
        types: ["node"],
        skipLibCheck: true,
        outDir: "out",
    },
    files: ["index.ts"],
};

/** No package of these needs its install script; pnpm would end with an error code because of one that was not run. */
const pnpmSettings = "strictDepBuilds: false\nautoInstallPeers: false\nminimumReleaseAge: 0\n";

/** @type {Record<Cell["manager"], string[]>} */
const INSTALL = {
    npm: ["install", "--no-audit", "--no-fund", "--no-progress", "--prefer-offline"],
    pnpm: ["install", "--prefer-offline"],
    yarn: ["install", "--non-interactive", "--no-progress", "--prefer-offline"],
    bun: ["install", "--no-progress"],
};

/**
 * @param {string} folder
 * @param {Cell["manager"]} manager
 * @param {NodeJS.ProcessEnv} environment
 */
export async function install(folder, manager, environment) {
    const { command, first } =
        manager === "npm" ? { command: "npm", first: [] } : await commandOf(manager, environment);
    await runCommand(command, [...first, ...INSTALL[manager]], {
        cwd: folder,
        environment: { ...environment, ...managerCaches(environment) },
    });
}

/**
 * @param {string} folder
 * @param {Cell} cell
 * @param {NodeJS.ProcessEnv} environment
 */
async function build(folder, { program }, environment) {
    const builder = describeProgram(program).build;
    const require = createRequire(join(folder, "package.json"));
    if (builder === "tsc") {
        await runCommand("node", [binOf(require, "typescript", "tsc")], { cwd: folder, environment });
    } else if (builder === "esbuild") {
        // The SDK and this package stay outside: a state refers to this package by its name, and the SDK is there once.
        const outside = ["--external:@pulumi/pulumi", "--external:pulumi-api-tokens"];
        const how = ["--bundle", "--platform=node", "--format=cjs", "--outfile=out/index.js", ...outside];
        await runCommand("node", [binOf(require, "esbuild", "esbuild"), "index.ts", ...how], {
            cwd: folder,
            environment,
        });
    }
}

/**
 * @param {NodeJS.Require} require
 * @param {string} name of a package
 * @param {string} command
 */
function binOf(require, name, command) {
    const manifest = require.resolve(`${name}/package.json`);
    const { bin } = /** @type {{ bin: Record<string, string> }} */ (
        JSON.parse(readFileSync(manifest, "utf8"))
    );
    return join(dirname(manifest), bin[command] ?? "");
}

/**
 * @param {import("./cells.mjs").ProgramName} name
 * @returns {import("./cells.mjs").Program}
 */
function describeProgram(name) {
    return PROGRAMS[name];
}

/**
 * The versions that were installed.
 * @param {string} folder
 * @param {string} name of a package
 */
export function versionIn(folder, name) {
    const manifest = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
    return /** @type {{ version: string }} */ (JSON.parse(manifest)).version;
}
