import * as pulumi from "@pulumi/pulumi";
import { readHttpOptions } from "./http/http-options";
import type { JsonApiTools } from "./http/json-api";
import { Refusals } from "./http/refusals";
import type { ServerTraits } from "./http/tools";
import { journalFolder } from "./lifecycle/journal-location";
import { RefusalMemory } from "./lifecycle/refusal-memory";
import { perRun } from "./pulumi/look-up";
import { terminalReport } from "./pulumi/report";

/** A process that uses the Automation API may run for long: what one run was refused, the next one may try. */
const contextOfRun = perRun(() => {
    const config = new pulumi.Config("pulumi-api-tokens");
    const options = readHttpOptions({ config: (name) => config.get(name), environment: process.env });
    const memory = new RefusalMemory(journalFolder(process.env), options.refusalMemory, Date.now);
    return { options, remembered: new Refusals(memory), refusals: new Refusals() };
});

/** What the data sources of all systems share in a program. Throws `ERR_INPUT` for a setting that cannot be used. */
export async function programTools(
    endpoint: string,
    { blocksAddresses = false, ...traits }: ServerTraits = {},
): Promise<JsonApiTools> {
    const { options, remembered, refusals } = contextOfRun();
    // Loaded at first use: most programs look nothing up.
    const { toolsFor } = await import("./http/tools.js");
    const announce = (text: string) => {
        terminalReport.info("pulumi-api-tokens", text);
    };
    const tools = toolsFor(endpoint, { ...traits, options, announce });
    return { ...tools, refusals: blocksAddresses ? remembered : refusals };
}
