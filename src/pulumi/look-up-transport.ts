import { readHttpOptions } from "../http/http-options";
import type { Transport } from "../http/json-api";
import { Refusals } from "../http/refusals";
import { type ServerTraits, transportFor } from "../http/transport";
import { journalLocation, localFolder } from "../journal/location";
import { RefusalMemory } from "../journal/refusal-memory";
import { perRun, readConfig } from "./program-run";
import { terminalReport } from "./report";

/** A process that uses the Automation API may run for long: what one run was refused, the next one may try. */
const contextOfRun = perRun(() => {
    const options = readHttpOptions({ config: readConfig, environment: process.env });
    const folder = localFolder(journalLocation(process.env, readConfig), process.env);
    const memory = new RefusalMemory(folder, options.refusalMemory, Date.now);
    return { options, remembered: new Refusals(memory), refusals: new Refusals() };
});

/** What the data sources of all systems share in a program. Throws `ERR_INPUT` for a setting that cannot be used. */
export function lookUpTransport(
    endpoint: string,
    { blocksAddresses = false, ...traits }: ServerTraits = {},
): Transport {
    const { options, remembered, refusals } = contextOfRun();
    const announce = (text: string) => {
        terminalReport.info("pulumi-api-tokens", text);
    };
    const transport = transportFor(endpoint, { ...traits, options, announce });
    return { ...transport, refusals: blocksAddresses ? remembered : refusals };
}
