import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { type StackStage } from "./stack-stage";
import { tracesOf } from "./traces";

/** A place in which a token was found, such as `state/.pulumi/stacks/one/dev.json` or `printed`. */
export interface Find {
    readonly place: string;
    readonly fingerprint: string;
    readonly ways: string[];
}

/**
 * Looks for tokens in every byte that a stage's runs have left: all that they printed, the command lines of processes
 * that still run, and the names and contents of all files of the sandbox, which are the backend with its backups and its history, Pulumi's home with the journal,
 * the projects and the temporary files.
 *
 * @param tokens in addition to those that the API issued
 */
export function findTokens(stage: StackStage, tokens: readonly string[] = []): Find[] {
    const { folder } = stage.sandbox;
    const places = [
        { place: "printed", text: stage.printed.join("\n") },
        { place: "command lines", text: commandLines() },
        ...filesUnder(folder).map((file) => ({ place: relative(folder, file), text: bytesOf(file) })),
    ];
    return [...stage.tokens, ...tokens].flatMap((token) =>
        places.flatMap(({ place, text }) => {
            const ways = tracesOf(token, `${place}\n${text}`);
            return ways.length === 0 ? [] : [{ place, fingerprint: fingerprint(token), ways }];
        }),
    );
}

/** Every file, but nothing behind a link: that is this repository. */
export function filesUnder(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
}

/** Of all processes of this machine, which every user of it may read. */
function commandLines(): string {
    const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return processes.map((pid) => bytesOf(`/proc/${pid}/cmdline`)).join("\n");
}

/** Each byte as one character: what is looked for is written in ASCII. */
function bytesOf(file: string): string {
    try {
        return readFileSync(file, "latin1");
    } catch (error) {
        // A process that goes on after its run may have replaced it, or have ended.
        if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) {
            return "";
        }
        throw error;
    }
}
