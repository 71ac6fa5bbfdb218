import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { buildProduct } from "./build-product.mjs";
import { cachedFolder, isWhole } from "./cache.mjs";
import { buildCommand, moduleFolder } from "./go-build.mjs";
import { withFolderFirst } from "./path-lookup.mjs";
import { readPin } from "./pin.mjs";
import { terminalReport } from "./progress.mjs";

const sdk = "github.com/pulumi/pulumi/sdk/v3";
const sdkPins = join(import.meta.dirname, "language-sdk");
const sdkVersion = `${sdk}/go/common/version.Version`;

/** Runs a program of Python: the host starts it from its own folder. It is no build, but comes with the host's module. */
const PYTHON_EXECUTOR = "pulumi-language-python-exec";

const pythonPin = readPin({
    file: "pulumi-language-python",
    folder: sdkPins,
    module: sdk,
    packageInModule: "python/cmd/pulumi-language-python",
    versionVariable: sdkVersion,
});

const generatorFolder = join(import.meta.dirname, "sdk-generator");

/** Writes SDKs for Python and Go: these hosts are older than the call by which the engine has them written. */
const generatorPin = {
    ...readPin({
        file: "pulumi-sdk-generator",
        folder: generatorFolder,
        module: "github.com/pulumi/pulumi/pkg/v3",
        packageInModule: "codegen",
        versionVariable: sdkVersion,
    }),
    package_: ".",
};

/** What runs programs in YAML, Python and Go, and writes SDKs for the last two. */
const pins = /** @type {const} */ ([
    readPin({
        file: "pulumi-language-yaml",
        folder: join(import.meta.dirname, "language-yaml"),
        module: "github.com/pulumi/pulumi-yaml",
        packageInModule: "cmd/pulumi-language-yaml",
        versionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
    }),
    pythonPin,
    readPin({
        file: "pulumi-language-go",
        folder: sdkPins,
        module: sdk,
        packageInModule: "go/pulumi-language-go",
        versionVariable: sdkVersion,
    }),
    generatorPin,
]);

/** @type {import("./pin.mjs").Product} */
const languageHosts = {
    name: "the language hosts",
    shortName: "a language host",
    cacheName: "language-hosts",
    pins: [...pins],
    files: [...pins.map(({ file }) => file), PYTHON_EXECUTOR],
    withoutGo:
        "The language hosts of YAML, Python and Go are not built yet, and there is no Go on PATH to build them with.\n" +
        "The tests of programs in these languages run with real ones, which are built from pinned Go modules.",
};

/**
 * Gives the folder of the language hosts: those built earlier, else new ones, which takes about two minutes. Throws a
 * CliError when there is no way to get them.
 * @param {{ environment?: NodeJS.ProcessEnv, report?: import("./progress.mjs").Report }} [options]
 * @returns {Promise<string>}
 */
export async function ensureLanguageHosts({ environment = process.env, report = terminalReport() } = {}) {
    const folder = cachedFolder(languageHosts, environment);
    if (!isWhole(languageHosts, folder)) {
        await buildProduct(languageHosts, folder, environment, report, async (temporary, workshop) => {
            for (const pin of pins) {
                await buildCommand(pin, temporary, workshop);
            }
            await copyExecutor(temporary, workshop);
        });
    }
    return folder;
}

/**
 * @param {string} folder
 * @param {import("./go-build.mjs").Workshop} workshop
 */
async function copyExecutor(folder, workshop) {
    const module = await moduleFolder(sdk, pythonPin, workshop);
    const copy = join(folder, PYTHON_EXECUTOR);
    copyFileSync(join(module, "python", "cmd", PYTHON_EXECUTOR), copy);
    chmodSync(copy, 0o755);
}

/**
 * The environment in which `pulumi` finds them.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function languageHostsEnvironment(folder, environment = process.env) {
    return withFolderFirst(folder, environment);
}
