import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { ensureLanguageHosts, languageHostsEnvironment } from "../../engine/language-hosts.mjs";
import { makeFolder } from "../../scripts/provider/folder.mjs";
import { root } from "../../scripts/setup.mjs";
import { TokenStacks } from "./token-stacks.mjs";

/** @typedef {import("./pulumi-stage.mjs").PulumiStage} PulumiStage */

const TYPE = "api-tokens:thousandeyes:ApiToken";

/** A program in YAML with tokens of the provider for every language: one stack for each. */
export class ProviderStacks extends TokenStacks {
    /**
     * @param {PulumiStage} stage
     * @param {string} plugin the provider's folder
     * @param {Record<string, string>} environment
     */
    constructor(stage, plugin, environment) {
        super(stage, "yaml-tokens", environment);
        this.plugin = plugin;
    }

    /**
     * Makes the provider, and finds the language host.
     * @param {PulumiStage} stage
     */
    static async on(stage) {
        const plugin = join(stage.pulumi.folder, "provider");
        makeFolder(root, plugin);
        const hosts = await ensureLanguageHosts({ environment: stage.bench.environment });
        const { PATH = "" } = languageHostsEnvironment(hosts, stage.pulumi.environment);
        return new ProviderStacks(stage, plugin, { PATH });
    }

    /**
     * @override
     * @param {string} stack
     * @param {string[]} uids
     */
    async open(stack, uids) {
        await super.open(stack, uids);
        /** @type {string[]} */
        const tokens = JSON.parse(readFileSync(join(this.folder, `tokens.${stack}.json`), "utf8"));
        const resources = tokens.map((bootstrapToken, index) => [
            `token-${index}`,
            { type: TYPE, properties: { bootstrapToken, rotation: { triggers: { release: "${release}" } } } },
        ]);
        const program = {
            name: "yaml-tokens",
            runtime: "yaml",
            plugins: { providers: [{ name: "api-tokens", path: this.plugin }] },
            config: { release: { type: "string" } },
            resources: Object.fromEntries(resources),
        };
        writeFileSync(join(this.folder, "Pulumi.yaml"), stringify(program));
        const endpoint = { "api-tokens:thousandeyesApiEndpoint": this.stage.apiUrl };
        await this.stage.configure(this.folder, stack, endpoint);
    }
}
