/* The process that `TokenIssuer` starts: see there for why it exists. */
import { createSend, type Send } from "../http/http-client";
import { type RateLimitStanding, readStanding } from "../http/rate-limit";
import { Refusals } from "../http/refusals";
import { Journal } from "../lifecycle/journal";
import { currentOwner } from "../lifecycle/owner";
import { ThousandEyesClient } from "./client";
import { issueSuccessor } from "./issue-successor";
import type { IssueAnswer, IssueCall } from "./token-issuer";

let underWay = 0;
let swept = false;
let send: Send | undefined;

async function serve({ id, request }: IssueCall): Promise<void> {
    const journal = new Journal(request.journalFolder, currentOwner(), Date.now);
    sweepOnce(journal);
    const sendOnce = (send ??= createSend(request.http));
    let standing: RateLimitStanding | undefined;
    const observed: Send = async (call) => {
        const received = await sendOnce(call);
        standing = readStanding(received, Date.now());
        return received;
    };
    const client = new ThousandEyesClient(request.apiEndpoint, { send: observed, refusals: new Refusals() });
    const reply = await issueSuccessor(request, { journal, client, now: Date.now });
    await answer({ id, reply, ...(standing === undefined ? {} : { standing }) });
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
 * Before anything is asked for: it reads every entry, and an answer that arrived meanwhile would wait for its place on
 * the disk.
 */
function sweepOnce(journal: Journal): void {
    if (swept) {
        return;
    }
    swept = true;
    try {
        journal.sweep();
    } catch {
        return;
    }
}

function endWhenIdle(): void {
    if (underWay === 0 && !process.connected) {
        process.exit(0);
    }
}

// A request under way ends within the client's own time limit; until then nothing but SIGKILL ends this process.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
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
