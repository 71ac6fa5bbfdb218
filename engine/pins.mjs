import { join } from "node:path";
import { readPin } from "./pin.mjs";

/** The oldest Pulumi taken from PATH: the lower bound of the package's peer range for `@pulumi/pulumi`. */
export const oldestPulumi = "3.216.0";

/** The command, its language host for Node.js and the host of dynamic resources: the engine is whole with all three. */
export const engineFiles = /** @type {const} */ ({
    pulumi: "pulumi",
    languageHost: "pulumi-language-nodejs",
    dynamicProvider: "pulumi-resource-pulumi-nodejs",
});

/** Pulumi's own npm package: it has no engine in it, and downloads the release of its version. */
export const pulumiPackage = { name: "pulumi", version: "3.265.0" };

/** The Go module of the Pulumi command. */
export const pulumiModule = "github.com/pulumi/pulumi/pkg/v3";

const sdk = "github.com/pulumi/pulumi/sdk/v3";

// Without its version in it, `pulumi version` prints nothing and the Automation API refuses the command.
const versionVariable = `${sdk}/go/common/version.Version`;

/**
 * The Pulumi command that the Go module in a folder pins.
 * @param {string} folder
 */
export function pulumiPinIn(folder) {
    return readPin({
        file: engineFiles.pulumi,
        folder,
        module: pulumiModule,
        packageInModule: "cmd/pulumi",
        versionVariable,
    });
}

/** The Pulumi command. */
export const pulumiPin = pulumiPinIn(join(import.meta.dirname, "pulumi"));

/** The language host; its module also carries the host of dynamic resources. */
export const languageHostPin = readPin({
    file: engineFiles.languageHost,
    folder: join(import.meta.dirname, "language-nodejs"),
    module: sdk,
    packageInModule: "nodejs/cmd/pulumi-language-nodejs",
    versionVariable,
});

/** Where the module of the language host keeps the script that hosts dynamic resources. */
export const dynamicProviderScript = { module: sdk, folder: "nodejs/dist" };

/**
 * An engine with this Pulumi command.
 * @param {import("./pin.mjs").Pin} pin
 * @returns {import("./pin.mjs").Product}
 */
export function engineWith(pin) {
    return {
        name: "the Pulumi engine",
        shortName: "the engine",
        cacheName: "engine",
        pins: [pin, languageHostPin],
        files: Object.values(engineFiles),
        withoutGo:
            "There is no usable Pulumi on PATH, and no Go to build one with.\n" +
            "The examples and the tests run against a real Pulumi engine. It is built from pinned Go modules where " +
            "none is installed.",
        otherWay:
            "The other way is to install Pulumi itself, with its installer or a package manager, and to have it on PATH: " +
            "https://www.pulumi.com/docs/install/",
    };
}

/** The one that this project builds. */
export const engine = engineWith(pulumiPin);
