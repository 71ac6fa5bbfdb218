import { join } from "node:path";
import { buildProduct } from "./build-product.mjs";
import { cachedFolder, isWhole } from "./cache.mjs";
import { buildCommand } from "./go-build.mjs";
import { withFolderFirst } from "./path-lookup.mjs";
import { readPin } from "./pin.mjs";
import { terminalReport } from "./progress.mjs";

const sdk = "github.com/pulumi/pulumi/sdk/v3";
const sdkPins = join(import.meta.dirname, "language-sdk");
const sdkVersion = `${sdk}/go/common/version.Version`;

/** What runs programs in YAML, Python and Go, and writes SDKs for the last two. */
const pins = /** @type {const} */ ([
    readPin({
        file: "pulumi-language-yaml",
        folder: join(import.meta.dirname, "language-yaml"),
        module: "github.com/pulumi/pulumi-yaml",
        packageInModule: "cmd/pulumi-language-yaml",
        versionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
    }),
    readPin({
        file: "pulumi-language-python",
        folder: sdkPins,
        module: sdk,
        packageInModule: "python/cmd/pulumi-language-python",
        versionVariable: sdkVersion,
    }),
    readPin({
        file: "pulumi-language-go",
        folder: sdkPins,
        module: sdk,
        packageInModule: "go/pulumi-language-go",
        versionVariable: sdkVersion,
    }),
]);

/** @type {import("./pin.mjs").Product} */
const languageHosts = {
    name: "the language hosts",
    shortName: "a language host",
    cacheName: "language-hosts",
    pins: [...pins],
    files: pins.map(({ file }) => file),
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
        });
    }
    return folder;
}

/**
 * The environment in which `pulumi` finds them.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function languageHostsEnvironment(folder, environment = process.env) {
    return withFolderFirst(folder, environment);
}
