/* The process that `TokenIssuer` starts: see there for why it exists. */
import { Journal } from "../lifecycle/journal";
import { currentOwner } from "../lifecycle/owner";
import { connect } from "./connection";
import { issueSuccessor } from "./issue-successor";
import type { IssueAnswer, IssueCall } from "./token-issuer";

let underWay = 0;

async function serve({ id, request }: IssueCall): Promise<void> {
    underWay++;
    const journal = new Journal(request.journalFolder, currentOwner(), Date.now);
    const reply = await issueSuccessor(request, {
        journal,
        client: connect(request.apiEndpoint),
        now: Date.now,
    });
    sweep(journal);
    underWay--;
    if (process.connected) {
        process.send?.({ id, reply } satisfies IssueAnswer);
    } else {
        endWhenIdle();
    }
}

/** Housekeeping, where the journal is used anyway. What it cannot do now it does another time. */
function sweep(journal: Journal): void {
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
    void serve(call);
});
