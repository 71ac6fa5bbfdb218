import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { attempt } from "../../base/attempt";
import { ApiTokenError } from "../../base/errors";
import { parseJson } from "../../base/json";
import { PROJECT_FILES } from "../../journal/backend-address";
import type { RunPulumi } from "./pulumi-command";
import { ownWords, stackProblem } from "./stack-problem";

/** A stack as Pulumi lists it. */
export interface ListedStack {
    readonly name: string;
    /** Pulumi Cloud tells that a run has it. */
    readonly isUpdating?: boolean;
}

/** Which stacks are asked for. */
export interface StackChoice {
    readonly stacks: readonly string[];
    readonly all: boolean;
}

/**
 * The stacks that are asked for: those named, all of the backend, or those of the project in this folder.
 *
 * @param backendFolder of a backend that is a folder
 */
export async function listStacks(
    run: RunPulumi,
    { stacks, all }: StackChoice,
    backendFolder: string | undefined,
): Promise<readonly ListedStack[]> {
    if (stacks.length > 0) {
        return stacks.map((name) => ({ name }));
    }
    const project = all ? undefined : projectIn(process.cwd());
    // Pulumi's own list reads every state to count resources: that takes its time, and one that is damaged ends it.
    const names = backendFolder === undefined ? [] : await namesIn(backendFolder);
    if (names.length > 0) {
        const isAsked = (name: string) =>
            project === undefined || name.startsWith(`organization/${project}/`);
        return names.filter(isAsked).map((name) => ({ name }));
    }
    const scope = project === undefined ? ["--all"] : [];
    const { code, out, err } = await run(["stack", "ls", "--json", "--fully-qualify-stack-names", ...scope]);
    if (code === 0) {
        return ((parseJson(out) ?? []) as readonly RawStack[]).map(({ name, updateInProgress }) => ({
            name,
            ...(updateInProgress === true ? { isUpdating: true } : {}),
        }));
    }
    throw new ApiTokenError("ERR_INPUT", notListed(err));
}

interface RawStack {
    readonly name: string;
    readonly updateInProgress?: boolean;
}

function notListed(err: string): string {
    const { kind, words } = stackProblem(err);
    return kind === "unreadable"
        ? `\`pulumi stack ls\` failed: ${ownWords(err)}. One state that cannot be read makes the list fail: name the stacks, as in \`api-tokens status --stack organization/project/dev\``
        : `\`pulumi stack ls\` failed: ${words}`;
}

/** The name of the Pulumi project that a folder is in. */
function projectIn(folder: string): string | undefined {
    for (let place = folder; ; place = dirname(place)) {
        for (const file of PROJECT_FILES) {
            const text = attempt(() => readFileSync(join(place, file), "utf8"));
            const name = /^name:[ \t]*["']?([\w.-]+)/m.exec(text ?? "")?.[1];
            if (name !== undefined) {
                return name;
            }
        }
        if (place === dirname(place)) {
            return undefined;
        }
    }
}

/** The stacks of a backend that is a folder: a file each, in a folder for each project. None where it cannot be read. */
async function namesIn(backendFolder: string): Promise<string[]> {
    const stacks = join(backendFolder, ".pulumi", "stacks");
    const files = await readdir(stacks, { recursive: true }).catch(() => []);
    return files
        .map((file) => /^(.+)\.json(?:\.gz)?$/.exec(file)?.[1])
        .filter((name) => name !== undefined)
        .map((name) => (name.includes(sep) ? `organization/${name.split(sep).join("/")}` : name));
}
