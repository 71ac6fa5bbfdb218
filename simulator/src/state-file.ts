import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { cutoverStateSchema, emptyState as emptyCutoverState } from "./cutover/state";
import { describeIssues, messageOf, SimulatorError } from "./errors";
import { thousandEyesStateSchema } from "./thousandeyes/state";
import { emptyState as emptyVersioState, versioStateSchema } from "./versio/state";

const stateSchema = z.strictObject({
    version: z.literal(1),
    clock: z.strictObject({ offsetMs: z.number(), frozenAt: z.iso.datetime().nullable() }),
    thousandeyes: thousandEyesStateSchema,
    // Files of before these systems were simulated lack them.
    versio: versioStateSchema.default(emptyVersioState),
    cutover: cutoverStateSchema.default(emptyCutoverState),
});

/** Everything that survives a restart. Holds hashes of tokens, never tokens. */
export type SimulatorState = z.output<typeof stateSchema>;

/** Reads a state file; undefined when there is none yet. */
export function readStateFile(file: string): SimulatorState | undefined {
    if (!existsSync(file)) {
        return undefined;
    }
    try {
        const parsed = stateSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
        if (parsed.success) {
            return parsed.data;
        }
        throw new SimulatorError(describeIssues(parsed.error));
    } catch (error) {
        throw new SimulatorError(
            `The state file ${file} cannot be used: ${messageOf(error)}. ` +
                "It was left as it is. Repair it, or move it away to start without state.",
        );
    }
}

/** Replaces a state file in one step, readable by its owner only. */
export function writeStateFile(file: string, state: SimulatorState): void {
    const temporary = `${file}.${process.pid}.tmp`;
    try {
        writeFileSync(temporary, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
        renameSync(temporary, file);
    } catch (error) {
        throw new SimulatorError(
            `The state file ${file} cannot be written: ${messageOf(error)}. ` +
                "Choose a path in a directory that exists and that you may write to.",
        );
    }
}
