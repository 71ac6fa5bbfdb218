import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../support/plugin-journal";
import type { Stack } from "../support/stack";
import type { StackStage } from "../support/stack-stage";
import { journalOf } from "./crash-points";
import { IssuerStop } from "./issuer-stop";
import { kill, until } from "./processes";

const UP = ["up", "--yes", "--skip-preview"];

/**
 * Starts `pulumi up`, which has to rotate a token, and kills it at a point of the issuing process, which goes on then.
 * The stack's lock is taken away.
 *
 * @param meanwhile - done before it goes on
 */
export async function cutOff(
    stage: StackStage,
    stack: Stack,
    point: string,
    meanwhile: () => void = () => undefined,
): Promise<void> {
    const stop = new IssuerStop(point, mkdtempSync(join(stage.sandbox.folder, "stop-")));
    stage.environment = stop.environment;
    const ended = stack.run(...UP);
    await stop.reached();
    killRun(stage);
    meanwhile();
    stop.letGo();
    await ended;
    stage.environment = {};
    await stack.run("cancel", "--yes");
}

/** Kills the one run of a stage, but not the process that asks for a token. */
export function killRun({ sandbox }: StackStage): void {
    const [engine] = sandbox.running;
    if (engine?.pid === undefined) {
        throw new Error("the run ended before it could be killed");
    }
    kill(engine.pid, "run");
}

/** What the entries of a stage's journal say, by their names. */
export function entriesOf(stage: StackStage): Record<string, Entry> {
    const files = journalOf(stage);
    const marks = new Set(files.map(({ name }) => name).filter((name) => name.endsWith(".done")));
    const read = (name: string, text: string): Entry => {
        const entry = JSON.parse(text) as Entry;
        return { ...entry, done: entry.done || marks.has(name.replace(/json$/, "done")) };
    };
    const entries = files.filter(({ name, text }) => name.endsWith(".json") && text !== "");
    return Object.fromEntries(entries.map(({ name, text }) => [name, read(name, text)]));
}

/** Waits until no attempt is under way any more. */
export function settled(stage: StackStage): Promise<void> {
    return until("the issuing process has ended its work", () =>
        Object.values(entriesOf(stage)).every(({ state }) => state !== "intent"),
    );
}
