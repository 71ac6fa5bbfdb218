import { fileURLToPath } from "node:url";
import { attempt } from "../../base/attempt";
import { messageOf } from "../../base/errors";
import { findBackend } from "../../journal/backend-address";
import { pulumiHome } from "../../journal/location";
import { eachOf } from "../at-a-time";
import { type ExportedStack, readExport, UnreadableState } from "./exported-state";
import { locksIn, type StackLock } from "./locks";
import type { RunPulumi } from "./pulumi-command";
import { type ListedStack, listStacks, type StackChoice } from "./stack-list";
import { type StackProblem, stackProblem } from "./stack-problem";

/** What was found out of one stack. */
export interface StackReading {
    readonly stack: string;
    readonly state?: ExportedStack;
    readonly problem?: StackProblem;
    readonly lock?: StackLock;
}

/** Reads stacks through `pulumi`, so many at a time. One that cannot be read does not hide the others. */
export async function readStacks(
    run: RunPulumi,
    choice: StackChoice,
    atATime: number,
): Promise<readonly StackReading[]> {
    const folder = backendFolder();
    const listed = await listStacks(run, choice, folder);
    return eachOf(listed, atATime, (stack) => readStack(run, stack, folder));
}

async function readStack(
    run: RunPulumi,
    { name, isUpdating }: ListedStack,
    folder: string | undefined,
): Promise<StackReading> {
    const { code, out, err } = await run(["stack", "export", "--stack", name]);
    const reading = code === 0 ? stateFrom(out) : { problem: stackProblem(err) };
    const stack = qualified(name, reading.state, folder);
    const locks = folder === undefined ? [] : await locksIn(folder, stack);
    const [lock] = isUpdating === true ? [{ owner: "", isLeft: false }] : locks;
    return { stack, ...reading, ...(lock === undefined ? {} : { lock }) };
}

/** One name for a stack, however it was asked for: a backend that is a folder has one organization. */
function qualified(name: string, state: ExportedStack | undefined, folder: string | undefined): string {
    const { project, stack } = state?.identity ?? {};
    const isShort = !name.includes("/") && folder !== undefined && project !== undefined;
    return isShort ? `organization/${project}/${stack ?? name}` : name;
}

function stateFrom(text: string): Pick<StackReading, "state" | "problem"> {
    try {
        return { state: readExport(text) };
    } catch (error) {
        if (!(error instanceof UnreadableState)) {
            throw error;
        }
        const words = `${messageOf(error)}. Use a release of this package that reads it`;
        return { problem: { kind: "unreadable", words } };
    }
}

/** The folder that Pulumi keeps its states in, if it is one. */
function backendFolder(): string | undefined {
    const { address = "" } = findBackend(process.env, pulumiHome(process.env)) ?? {};
    const [path = ""] = address.split("?", 1);
    return path.startsWith("file:///") ? attempt(() => fileURLToPath(path)) : undefined;
}
