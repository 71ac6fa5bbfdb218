import { type PluginFailure, pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess, Properties } from "../support/plugin-process";

/** What the engine keeps of a resource between two runs. */
export interface Kept {
    readonly inputs: Properties;
    readonly outputs: Properties;
    /** The last run failed in part: the next one calls update even without a change. */
    readonly inPart: boolean;
}

/** What a run came to. */
export interface Up {
    readonly kept: Kept | undefined;
    readonly failure: PluginFailure | undefined;
    readonly called: "create" | "update" | "neither";
}

/** The calls of one `pulumi up` for one resource, in the engine's order. */
export async function up(plugin: PluginProcess, kept: Kept | undefined, news: Properties): Promise<Up> {
    const { inputs, failures } = await plugin.check(kept?.inputs ?? {}, news);
    expect(failures).toEqual([]);
    if (kept === undefined) {
        return conclude("create", kept, inputs, async () => (await plugin.create(inputs)).outputs);
    }
    const id = String(kept.outputs.userId);
    const planned = await plugin
        .diff(id, kept.outputs, inputs)
        .catch((error: unknown) => error as PluginFailure);
    if (planned instanceof Error) {
        return { kept, failure: planned, called: "neither" };
    }
    expect(planned.replaces).toEqual([]);
    if (planned.changes !== true && !kept.inPart) {
        return { kept, failure: undefined, called: "neither" };
    }
    return conclude("update", kept, inputs, () => plugin.update(id, kept.outputs, inputs));
}

async function conclude(
    called: "create" | "update",
    before: Kept | undefined,
    inputs: Properties,
    call: () => Promise<Properties>,
): Promise<Up> {
    const result = call();
    const outputs = await result.catch(() => undefined);
    if (outputs !== undefined) {
        return { kept: { inputs, outputs, inPart: false }, failure: undefined, called };
    }
    const failure = await pluginFailureOf(result);
    const kept = failure.kept && { inputs, outputs: failure.kept.properties, inPart: true };
    return { kept: kept ?? before, failure, called };
}
