import { readExport } from "../../../src/cli/stacks/exported-state";
import type { StackReading } from "../../../src/cli/stacks/read-stacks";
import { statusReport, type StatusReport } from "../../../src/cli/status/report";
import { readJournal } from "../../../src/cli/tokens/journal-facts";
import { openStore } from "../../../src/journal/stores/open";
import { copyRecordedJournal, recorded } from "../../support/recorded";
import { NOW, type Situation } from "./situations";

export const STACK = "organization/recorded/dev";

interface RecordedResource {
    urn: string;
    outputs?: Record<string, unknown>;
}

/** The recorded state with one token alone, its outputs changed. */
function exported({ token = "plain", outputs = {} }: Situation): string {
    const state = JSON.parse(recorded("stack.json")) as {
        deployment: { resources: RecordedResource[]; pending_operations?: unknown };
    };
    const resources = state.deployment.resources.filter(
        ({ urn }) => !/(thousandeyes|versio|cutover):/.test(urn) || urn.endsWith(`::${token}`),
    );
    const changed = resources.map((resource) =>
        resource.urn.endsWith(`::${token}`)
            ? { ...resource, outputs: { ...resource.outputs, ...outputs } }
            : resource,
    );
    const { pending_operations: _, ...deployment } = state.deployment;
    return JSON.stringify({ ...state, deployment: { ...deployment, resources: changed } });
}

/** What is reported of a situation. @param journal a folder for its journal */
export async function reportOf(situation: Situation, journal: string): Promise<StatusReport> {
    copyRecordedJournal(journal);
    await situation.journal?.(journal);
    const problem = situation.reading?.problem;
    const reading: StackReading = {
        stack: STACK,
        ...(problem === undefined ? { state: readExport(exported(situation)) } : {}),
        ...situation.reading,
    };
    const marks = new Set(
        (reading.state?.tokens ?? []).map(({ outputs }) => String(outputs.tokenFingerprint)),
    );
    const journals = new Map([[STACK, await readJournal(openStore(journal), marks)]]);
    return statusReport([reading], journals, situation.now ?? NOW, false);
}
