import { fingerprint } from "../../src/base/fingerprint";
import type { PluginApi } from "../support/plugin-api";
import type { PluginOptions, PluginProcess, Properties } from "../support/plugin-process";
import type { PluginStage } from "../support/plugin-stage";
import type { Case, End } from "./faults-cases";
import { type Kept, up, type Up } from "./faults-up";

export type Job = "create" | "rotate";

/** Processes for the runs. */
export interface Plugins {
    /** For the first run, in which the resource comes to be. */
    readonly early: PluginProcess;
    /** For a run when the overlap of the first one is over. */
    readonly late: PluginProcess;
    /** Starts one for a run that comes after others: what they left in the journal is found by a new process. */
    readonly next: (options: Pick<PluginOptions, "days">) => Promise<PluginProcess>;
}

/** When a rotation is possible again, and no token from before can be valid, whatever the clocks. */
export const AFTER_OVERLAP = { days: 16 };

/** What a fault and one more `up` came to. */
export interface Outcome {
    readonly fault: string;
    readonly job: Job;
    readonly ends: readonly [End, End];
    /** What the user is left with. */
    readonly result:
        "newest token in state, and works" | "told that it is lost, with the deadline" | "told why not";
}

/** Plays a case: an `up` with the fault, and one more without it. */
export async function play(
    one: Case,
    job: Job,
    plugins: Plugins,
    stage: PluginStage,
    selfSigned: string,
): Promise<Outcome> {
    const api = await stage.startApi();
    try {
        const pasted = await api.paste();
        const news = (release: string, changes: Properties = {}) =>
            stage.inputs({
                bootstrapToken: pasted,
                apiEndpoint: api.url,
                rotation: { triggers: { release } },
                ...changes,
            });
        const before = job === "create" ? undefined : (await up(plugins.early, undefined, news("1"))).kept;
        if (job === "rotate" && one.isEarly === undefined) {
            await api.control.advance(`${AFTER_OVERLAP.days}d`);
        }
        const isEarly = job === "create" || one.isEarly === true;
        const first = isEarly ? plugins.early : plugins.late;
        const token = before === undefined ? pasted : String(before.outputs.token);
        const changes = await one.arrange({ api, token, selfSigned });

        const faulty = await counted(api, () => up(first, before, news("2", changes)));
        await api.control.clearFaults();
        const deadline = stage.home.entryOf(token)?.deadline;
        const second = await plugins.next(isEarly ? {} : AFTER_OVERLAP);
        const another = await counted(api, () => up(second, faulty.up.kept, news("2")));
        return {
            fault: one.fault,
            job,
            ends: [faulty.end, another.end],
            result: await resultOf(api, another.up, deadline),
        };
    } finally {
        await api.stop();
    }
}

async function counted(api: PluginApi, run: () => Promise<Up>): Promise<{ up: Up; end: End }> {
    await api.control.clearRequests();
    const before = await api.fingerprints();
    const result = await run();
    const issued = (await api.fingerprints()).length - before.length;
    return { up: result, end: { said: sayingOf(result), posts: await api.posts(), issued } };
}

function sayingOf({ failure, called }: Up): string {
    if (failure === undefined) {
        return called === "neither" ? "nothing to do" : "success";
    }
    const code = /\[(ERR_\w+)\]/.exec(failure.message)?.[1] ?? failure.message;
    return `${code}${failure.kept === undefined ? "" : ", kept"}`;
}

async function resultOf(
    api: PluginApi,
    { kept, failure }: Up,
    deadline: string | undefined,
): Promise<Outcome["result"]> {
    if (failure === undefined) {
        expect(await isNewest(api, kept)).toBe(true);
        return "newest token in state, and works";
    }
    if (!failure.message.includes("[ERR_TOKEN_LOST]")) {
        return "told why not";
    }
    expect(deadline).toBeDefined();
    expect(failure.message).toContain(`stops working by ${String(deadline)}`);
    return "told that it is lost, with the deadline";
}

async function isNewest(api: PluginApi, kept: Kept | undefined): Promise<boolean> {
    const { token, tokenFingerprint } = kept?.outputs ?? {};
    expect(tokenFingerprint).toBe(fingerprint(String(token)));
    expect((await api.fingerprints()).at(-1)).toBe(tokenFingerprint);
    return api.accepts(token);
}
