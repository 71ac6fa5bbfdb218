import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest Pulumi taken from PATH: the lower bound of the package's peer range for `@pulumi/pulumi`. */
export const oldestPulumi = "3.216.0";

/** The command, its language host for Node.js and the host of dynamic resources: the engine is whole with all three. */
export const engineFiles = /** @type {const} */ ({
    pulumi: "pulumi",
    languageHost: "pulumi-language-nodejs",
    dynamicProvider: "pulumi-resource-pulumi-nodejs",
});

const sdk = "github.com/pulumi/pulumi/sdk/v3";

/**
 * A command that is built from a Go module of this folder.
 * @typedef {object} Pin
 * @property {string} file the name of the command
 * @property {string} folder the Go module that pins it, with go.mod and go.sum
 * @property {string} package_ the Go package of the command
 * @property {string} version the pinned version, without `v`
 * @property {string} needsGo the `go` line of the module
 * @property {string[]} flags
 */

/** The Pulumi command. */
export const pulumiPin = pin(engineFiles.pulumi, "pulumi", "github.com/pulumi/pulumi/pkg/v3", "cmd/pulumi");

/** The language host; its module also carries the host of dynamic resources. */
export const languageHostPin = pin(
    engineFiles.languageHost,
    "language-nodejs",
    sdk,
    "nodejs/cmd/pulumi-language-nodejs",
);

/** Where the module of the language host keeps the script that hosts dynamic resources. */
export const dynamicProviderScript = { module: sdk, folder: "nodejs/dist" };

/**
 * @param {string} file
 * @param {string} folderName
 * @param {string} module
 * @param {string} packageInModule
 * @returns {Pin}
 */
function pin(file, folderName, module, packageInModule) {
    const folder = join(dirname(fileURLToPath(import.meta.url)), folderName);
    const goMod = readFileSync(join(folder, "go.mod"), "utf8");
    const version = lineOf(goMod, `${module} v`, folder);
    return {
        file,
        folder,
        package_: `${module}/${packageInModule}`,
        version,
        needsGo: lineOf(goMod, "go ", folder),
        // Without its version in it, `pulumi version` prints nothing and the Automation API refuses the command.
        flags: ["-trimpath", "-ldflags", `-s -w -X ${sdk}/go/common/version.Version=v${version}`],
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
