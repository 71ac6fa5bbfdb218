import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackStage } from "../support/stack-stage";
import type { Crash } from "./crash";
import { until } from "./processes";
import { IssuerStop } from "./issuer-stop";

/** An instant in the sequence of a rotation, and how a test gets there and past it. */
export interface CrashPoint {
    readonly name: string;
    /** Set before the run starts. */
    readonly prepare: (crash: Crash) => Promise<void>;
    /** Resolves at the instant. */
    readonly reach: (crash: Crash) => Promise<void>;
    /** After the kill. */
    readonly letGo?: (crash: Crash) => void;
    /** The run ends by itself, because it cannot save: nothing is killed. */
    readonly endsByItself?: true;
    /** At the instant the run is all but over: it may be gone before the kill, with the same result. */
    readonly mayHaveEnded?: true;
}

const POST = { method: "POST", path: "/v7/api-tokens", times: 1 } as const;
const GET = { method: "GET", path: "/v7/users/current", times: 1 } as const;

/**
 * In the issuing process: it stops there, and goes on once the run is dead.
 *
 * @param stop - the name of the point, where it has another one
 */
export function inIssuer(name: string, stop = name): CrashPoint {
    const at = ({ folder }: Crash) => new IssuerStop(stop, folder);
    return {
        name,
        prepare: (crash) => {
            crash.stage.environment = at(crash).environment;
            return Promise.resolve();
        },
        reach: (crash) => at(crash).reached(),
        letGo: (crash) => {
            at(crash).letGo();
        },
    };
}

/** While the API keeps the answer to the POST back, or will give none. */
function duringPost(name: string, kind: "reset-before" | "delay"): CrashPoint {
    return {
        name,
        prepare: async ({ stage }) => {
            await stage.control.addFault({ ...POST, kind, delayMs: 3000 });
        },
        reach: (crash) => until(name, () => crash.wasSent("POST /api-tokens")),
    };
}

/** While the API keeps the answer to the check of the new token back. */
function duringCheck(name: string, more: Partial<CrashPoint> = {}): CrashPoint {
    return {
        name,
        prepare: async ({ stage }) => {
            await stage.control.addFault({ ...POST, kind: "delay", delayMs: 1500 });
        },
        reach: async (crash) => {
            await until("the POST is sent", () => crash.wasSent("POST /api-tokens"));
            await crash.stage.control.addFault({ ...GET, kind: "delay", delayMs: 4000 });
            await until(name, () => crash.wasSent("GET /users/current", "POST /api-tokens"));
            await more.reach?.(crash);
        },
        ...(more.endsByItself ? { endsByItself: true } : {}),
        ...(more.letGo === undefined ? {} : { letGo: more.letGo }),
    };
}

const stacksOf = ({ stage }: Crash) => join(stage.sandbox.stateFolder, ".pulumi", "stacks");

export const backendFails = duringCheck("returned, but the backend cannot save the state", {
    endsByItself: true,
    // A file where the folder of the stacks was: nothing can be written there, not even as root.
    reach: (crash) => {
        renameSync(stacksOf(crash), `${stacksOf(crash)}.away`);
        writeFileSync(stacksOf(crash), "");
        return Promise.resolve();
    },
    letGo: (crash) => {
        rmSync(stacksOf(crash));
        renameSync(`${stacksOf(crash)}.away`, stacksOf(crash));
    },
});

export const savedNotMarked: CrashPoint = {
    name: "saved, but the journal not marked",
    mayHaveEnded: true,
    prepare: () => Promise.resolve(),
    reach: (crash) =>
        until("the state holds the new token", async () => {
            const newest = await crash.newToken();
            const file = join(stacksOf(crash), "rotate", "dev.json");
            return newest !== undefined && readFile(file).includes(`"${newest}"`);
        }),
};

function readFile(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}

export const beforeIntent = inIssuer("before the intent");
export const afterIntent = inIssuer("after the intent");
export const requestSent = duringPost("request sent, not processed", "reset-before");
export const answerUnsent = duringPost("processed, answer not sent", "delay");
export const notSealed = inIssuer("answer received, not sealed");
export const sealed = inIssuer("sealed, not returned");
export const returned = duringCheck("returned, state not saved");

/** The sequence, in its order. */
export const CRASH_POINTS: readonly CrashPoint[] = [
    beforeIntent,
    afterIntent,
    requestSent,
    answerUnsent,
    notSealed,
    sealed,
    returned,
    backendFails,
    savedNotMarked,
];

/** What the journal of a stage holds. A file may be renamed or removed meanwhile. */
export function journalOf(stage: StackStage): { name: string; text: string }[] {
    const folder = stage.sandbox.journalFolder;
    if (!existsSync(folder)) {
        return [];
    }
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ name }) => ({ name, text: readFile(join(folder, name)) }));
}
