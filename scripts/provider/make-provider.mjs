import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureLanguageHosts, languageHostsEnvironment } from "../../engine/language-hosts.mjs";
import { outcomeOf, root, SetupError } from "../setup.mjs";
import { COMMAND, makeFolder } from "./folder.mjs";

/** The languages of Pulumi besides YAML, which needs no SDK, and JavaScript, which has this package. */
const GENERATED = ["python", "go"];
/** Their hosts are no Go modules that can be fetched: an installed Pulumi has them. */
const BY_HOST = ["dotnet", "java"];

/**
 * Makes the folder, the archive and the SDKs, and says what came of each.
 * @param {{ output: string, environment: NodeJS.ProcessEnv, withSdks: boolean }} options
 * @returns {Promise<number>} the exit code
 */
export async function makeProvider({ output, environment, withSdks }) {
    /** @type {{ version: string }} */
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const folder = join(output, COMMAND);
    makeFolder(root, folder);
    console.log(`the folder   ${folder}`);
    const archive = join(output, `${COMMAND}-v${version}.tar.gz`);
    const packed = await outcomeOf("tar", ["-czf", archive, "-C", folder, "."], { env: environment });
    if (packed.code !== 0) {
        throw new SetupError(`tar could not make ${archive}:\n${packed.output}`);
    }
    console.log(`the archive  ${archive}`);
    console.log(`  pulumi plugin install resource api-tokens ${version} --file ${archive}`);
    if (withSdks) {
        const hosts = await ensureLanguageHosts({ environment });
        await makeSdks(folder, join(output, "sdk"), languageHostsEnvironment(hosts, environment));
    }
    return 0;
}

/**
 * @param {string} folder of the provider
 * @param {string} output
 * @param {NodeJS.ProcessEnv} environment
 */
async function makeSdks(folder, output, environment) {
    mkdirSync(output, { recursive: true });
    const schema = join(folder, "dist/plugin/schema.json");
    for (const language of GENERATED) {
        await makeSdk(language, "pulumi-sdk-generator", [language, schema, join(output, language)]);
    }
    for (const language of BY_HOST) {
        const args = ["package", "gen-sdk", join(folder, COMMAND), "--language", language, "--out", output];
        await makeSdk(language, "pulumi", args);
    }

    /**
     * @param {string} language
     * @param {string} command
     * @param {string[]} args
     */
    async function makeSdk(language, command, args) {
        const { code, output: said } = await outcomeOf(command, args, { env: environment });
        const why = said.split("\n").find((line) => line.startsWith("error: ")) ?? said;
        console.log(code === 0 ? `the SDK      ${join(output, language)}` : `no SDK for ${language}: ${why}`);
    }
}
