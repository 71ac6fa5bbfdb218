import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalStore } from "../store";
import { createFile, removeFiles, replaceFile } from "./synced-files";

/** What a process is about to put in an entry's place, until it is there. */
const UNPLACED = ".tmp";

/** What a process is about to create, until it is there. */
const UNCREATED = ".new";

/**
 * A journal in a folder (mode 0700) of files (mode 0600).
 *
 * Its calls block: between the answer with a new token and the disk nothing else has its turn.
 */
export class FolderStore implements JournalStore {
    constructor(private readonly folder: string) {}

    list(prefix = ""): Promise<string[]> {
        return inTurn(() => this.names().filter((name) => name.startsWith(prefix) && name.endsWith(".json")));
    }

    read(name: string): Promise<string | undefined> {
        return inTurn(() => unlessMissing(() => readFileSync(this.file(name), "utf8")));
    }

    create(name: string, text: string): Promise<boolean> {
        return inTurn(() => createFile(this.file(name), text, this.temporary(name, UNCREATED)));
    }

    replace(name: string, text: string): Promise<void> {
        return inTurn(() => {
            replaceFile(this.file(name), text, this.temporary(name, UNPLACED));
            this.removeLeftovers(name);
        });
    }

    remove(names: readonly string[]): Promise<void> {
        return inTurn(() => {
            const leftovers = names.flatMap((name) => this.leftovers(name));
            removeFiles(
                this.folder,
                [...names, ...leftovers].map((name) => this.file(name)),
            );
        });
    }

    unplaced(name: string): Promise<string[]> {
        return inTurn(() =>
            this.leftovers(name).flatMap((leftover) => {
                const text = unlessMissing(() => readFileSync(this.file(leftover), "utf8"));
                return text === undefined ? [] : [text];
            }),
        );
    }

    describe(name?: string): string {
        return name === undefined ? this.folder : this.file(name);
    }

    private names(): string[] {
        return unlessMissing(() => readdirSync(this.folder)) ?? [];
    }

    /** Files that were to take an entry's place. */
    private leftovers(name: string): string[] {
        return this.names().filter((other) => other.startsWith(`${name}.`) && other.endsWith(UNPLACED));
    }

    private removeLeftovers(name: string): void {
        const leftovers = this.leftovers(name);
        if (leftovers.length > 0) {
            removeFiles(
                this.folder,
                leftovers.map((leftover) => this.file(leftover)),
            );
        }
    }

    private file(name: string): string {
        return join(this.folder, name);
    }

    /** No other process, of whatever machine, makes one of the same name. */
    private temporary(name: string, suffix: string): string {
        return this.file(`${name}.${randomBytes(8).toString("hex")}${suffix}`);
    }
}

/** What throws becomes a rejection. */
async function inTurn<T>(run: () => T): Promise<T> {
    return Promise.resolve(run());
}

/** ENOTDIR: a file where the folder should be. Creating an entry will fail, and say so. */
function unlessMissing<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch (error) {
        if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) {
            return undefined;
        }
        throw error;
    }
}
