import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The command by which the engine starts the provider. */
export const COMMAND = "pulumi-resource-api-tokens";

/** What the provider works with besides its own code: dependencies, what it takes of the SDK, and the drivers of journals. */
const PACKAGES = ["undici", "zod", "@grpc/grpc-js", "google-protobuf", "@aws-sdk/client-s3", "postgres"];

const launcher = `#!/bin/sh
# Starts the provider from wherever it was unpacked. The engine goes on with this process: exec keeps its id.
here=$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")
if ! command -v node >/dev/null 2>&1; then
    echo "The provider api-tokens needs Node.js 20.18.1 or newer on PATH: https://nodejs.org" >&2
    exit 1
fi
exec node "$here/dist/plugin.js" "$@"
`;

const windowsLauncher = `@echo off\r\nnode "%~dp0dist\\plugin.js" %*\r\n`;

/**
 * Fills a folder with the provider and all that it needs: Node.js is the only thing that it expects of a machine.
 * @param {string} root of the repository, installed and built
 * @param {string} folder
 */
export function makeFolder(root, folder) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of ["dist", "package.json", "CHANGELOG.md", "LICENSE", "README.md"]) {
        cpSync(join(root, name), join(folder, name), { recursive: true, filter: isNeeded });
    }
    copyPackages(root, folder);
    copyMessages(root, folder);
    writeFileSync(join(folder, COMMAND), launcher, { mode: 0o755 });
    writeFileSync(join(folder, `${COMMAND}.cmd`), windowsLauncher);
}

/**
 * The packages and what they depend on, each once: a lock file holds their versions.
 * @param {string} root
 * @param {string} folder
 */
function copyPackages(root, folder) {
    /** @type {Set<string>} */
    const copied = new Set();
    /** @param {string} source */
    const copy = (source) => {
        const place = source.slice(source.indexOf("node_modules/"));
        if (copied.has(place)) {
            return;
        }
        copied.add(place);
        cpSync(source, join(folder, place), { recursive: true, filter: isNeeded });
        const manifest = readManifest(source);
        for (const name of Object.keys(manifest.dependencies ?? {})) {
            // Types alone: nothing that runs asks for them.
            if (!name.startsWith("@types/") && name !== "undici-types") {
                copy(packageFolder(name, source));
            }
        }
    };
    for (const name of PACKAGES) {
        copy(packageFolder(name, root));
    }
}

/**
 * Of the SDK the provider uses nothing but the messages that engine and providers exchange.
 * @param {string} root
 * @param {string} folder
 */
function copyMessages(root, folder) {
    const source = packageFolder("@pulumi/pulumi", root);
    const target = join(folder, "node_modules/@pulumi/pulumi");
    for (const name of ["package.json", "LICENSE", "proto"]) {
        if (existsSync(join(source, name))) {
            cpSync(join(source, name), join(target, name), { recursive: true, filter: isNeeded });
        }
    }
}

/**
 * @param {string} name
 * @param {string} from the folder of the package that asks for it
 */
function packageFolder(name, from) {
    const { resolve } = createRequire(join(from, "package.json"));
    for (const folder of resolve.paths(name) ?? []) {
        if (existsSync(join(folder, name, "package.json"))) {
            return join(folder, name);
        }
    }
    throw new Error(`${name}, which ${from} needs, is not installed.`);
}

/**
 * @param {string} folder
 * @returns {{ dependencies?: Record<string, string> }}
 */
function readManifest(folder) {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** Folders of packages with types, sources, and modules for other ways of loading. */
const NOT_RUN = /\/node_modules\/(@[^/]+\/)?[^/]+\/(dist-es|dist-types|src)$/;

/**
 * Of a package what runs.
 * @param {string} path
 */
function isNeeded(path) {
    return !/\.(d\.[cm]?ts|map)$/.test(path) && !NOT_RUN.test(path);
}
