import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
    if (describeProgram(cell.program).build === "tsc") {
        await install(join(folder, "src"), cell.manager, environment);
    }
    await build(folder, cell, environment);
}

/**
 * @param {Cell} cell
 * @param {string} tarball
 * @returns {Record<string, string>}
 */
function filesOf({ sdk, program, manager }, tarball) {
    const { modules, typescript, tsNode, build: builder } = describeProgram(program);
    const isTypeScript = typescript !== undefined || builder !== undefined;
    // What is built beforehand has its sources, and its tsconfig.json, where Pulumi does not look for them.
    const folder = builder === undefined ? "" : "src/";
    const source = isTypeScript ? "index.ts" : "index.js";
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
            ...(isTypeScript ? { "@types/node": "^20" } : {}),
            ...(typescript === "5.9" ? { typescript: "~5.9.3" } : {}),
            ...(tsNode === true ? { "ts-node": "^10.9.2" } : {}),
            ...(builder === "esbuild" ? { esbuild: "^0.28.2" } : {}),
        },
    };
    return {
        "Pulumi.yaml": "name: compat\nruntime: nodejs\n",
        "package.json": JSON.stringify(manifest, undefined, 2),
        [folder + source]: !isTypeScript && modules === "commonjs" ? COMMONJS : MODULE,
        ...(isTypeScript ? { [`${folder}tsconfig.json`]: JSON.stringify(tsconfig) } : {}),
        ...(manager === "pnpm" ? { "pnpm-workspace.yaml": pnpmSettings } : {}),
        ...(typescript === "7" ? compilerFiles(modules, manager) : {}),
    };
}

/**
 * TypeScript 7 is installed where the SDK does not find it, which would take it and cannot use it.
 * @param {string} modules
 * @param {Cell["manager"]} manager
 * @returns {Record<string, string>}
 */
function compilerFiles(modules, manager) {
    const manifest = { private: true, type: modules, devDependencies: { typescript: "~7.0.2" } };
    return {
        "src/package.json": JSON.stringify(manifest),
        ...(manager === "pnpm" ? { "src/pnpm-workspace.yaml": pnpmSettings } : {}),
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
        outDir: "../out",
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
async function install(folder, manager, environment) {
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
    if (builder === "tsc") {
        const compiler = join(folder, "src", "node_modules", "typescript", "bin", "tsc");
        await runCommand("node", [compiler, "-p", "src"], { cwd: folder, environment });
    } else if (builder === "esbuild") {
        await runCommand("node", ["-e", BUNDLE], { cwd: folder, environment });
    }
}

/** The SDK and this package stay outside: a state refers to this package by its name, and the SDK is there once. */
const BUNDLE = `require("esbuild").buildSync({
    entryPoints: ["src/index.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: "out/index.js",
    external: ["@pulumi/pulumi", "pulumi-api-tokens"],
})`;

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
    const text = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
    /** @type {{ version: string }} */
    const manifest = JSON.parse(text);
    return manifest.version;
}
