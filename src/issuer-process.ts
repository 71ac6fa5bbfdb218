/* The process that `ProcessIssuer` starts: see there for why it exists. */
import { setTimeout as wait } from "node:timers/promises";
import { createSend, type Send } from "./http/http-client";
import { type RateLimitStanding, readStanding } from "./http/rate-limit";
import { Refusals } from "./http/refusals";
import { Journal } from "./journal/journal";
import { systemProcesses } from "./journal/process-identity";
import type { JournalStore } from "./journal/store";
import { openStore } from "./journal/stores/open";
import { issueSuccessor } from "./rotating-token/issue";
import type { IssueAnswer, IssueCall } from "./rotating-token/issuer";
import { rotatingTokenSystem } from "./systems/registry";

const clock = { now: Date.now, elapsed: () => performance.now() };

/** In milliseconds. No timer comes before calls that block are over. */
const SWEEP_PATIENCE = 100;

const stores = new Map<string, JournalStore>();
let underWay = 0;
let sweeping: Promise<void> | undefined;
let send: Send | undefined;

async function serve({ id, request }: IssueCall): Promise<void> {
    const system = await rotatingTokenSystem(request.system);
    const store = storeAt(request.journalLocation);
    const journal = new Journal(store, systemProcesses, Date.now);
    const swept = sweepOnce(journal);
    await Promise.race([swept, wait(SWEEP_PATIENCE)]);
    const sendOnce = (send ??= createSend(request.http));
    let standing: RateLimitStanding | undefined;
    const observed: Send = async (call) => {
        const received = await sendOnce(call);
        standing = readStanding(received, Date.now());
        return received;
    };
    const transport = { send: observed, refusals: new Refusals() };
    const reply = await issueSuccessor(request, { system, journal, transport, clock });
    await answer({ id, reply, ...(standing === undefined ? {} : { standing }) });
    // This process stays until what could not be written at once has been, or has been tried long enough.
    await Promise.all([store.settled(), swept]);
}

/** Requests share connections, and what a store has found out about its service. */
function storeAt(location: string): JournalStore {
    const store = stores.get(location) ?? openStore(location);
    stores.set(location, store);
    return store;
}

/** The other side may be gone: that must not take the calls that are still under way with it. */
function answer(message: IssueAnswer): Promise<void> {
    return new Promise((resolve) => {
        if (process.send === undefined || !process.connected) {
            resolve();
            return;
        }
        process.send(message, undefined, {}, () => {
            resolve();
        });
    });
}

/**
 * Housekeeping, where the journal is used anyway. What it cannot do now it does another time.
 *
 * A folder is swept before anything is asked for: its calls block, and an answer that arrived meanwhile would wait for
 * its place on the disk. A service with many entries is not waited for.
 */
function sweepOnce(journal: Journal): Promise<void> {
    return (sweeping ??= journal.sweep().catch(() => undefined));
}

function endWhenIdle(): void {
    if (underWay === 0 && !process.connected) {
        process.exit(0);
    }
}

/** Each would end a process that does not listen to it. */
const DEAFENED = [
    ...(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE"] as const),
    ...(["SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGXFSZ", "SIGIO"] as const),
];

// A request under way ends within the client's own time limit; until then nothing but SIGKILL ends this process.
for (const signal of DEAFENED) {
    process.on(signal, () => undefined);
}
process.on("disconnect", endWhenIdle);
process.on("message", (call: IssueCall) => {
    underWay++;
    void serve(call)
        // Its message may hold what it worked with.
        .catch((error: unknown) => answer({ id: call.id, defect: (error as Error).name }))
        .finally(() => {
            underWay--;
            endWhenIdle();
        });
});
