import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fingerprint } from "../../src/base/fingerprint";
import { tracesOf } from "./traces";

/** What the tests look at in an entry of the journal. */
export interface Entry {
    state: string;
    deadline: string;
    done: boolean;
    owner: { pid: number };
}

/** The folder that stands in for the home of the user, with the journal in it. */
export class PluginHome {
    readonly folder = mkdtempSync(join(tmpdir(), "plugin-"));
    readonly journal = join(this.folder, "journal");

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** The file of the first attempt to have the successor of a token issued. */
    fileOf(token: unknown): string {
        return join(this.journal, `${fingerprint(String(token))}.1.json`);
    }

    /** What is noted of the first attempt to have the successor of a token issued. */
    entryOf(token: unknown): Entry | undefined {
        const file = this.fileOf(token);
        if (!existsSync(file)) {
            return undefined;
        }
        const entry = JSON.parse(readFileSync(file, "utf8")) as Entry;
        return { ...entry, done: entry.done || existsSync(this.markOf(token)) };
    }

    /** The file that says that this successor is in a saved state. */
    markOf(token: unknown): string {
        return this.fileOf(token).replace(/json$/, "done");
    }

    /** No file of the folder holds any of these tokens, neither as it is nor in another writing of its bytes. */
    checkSecrecy(tokens: Iterable<string>): void {
        const names = readdirSync(this.folder, { recursive: true, encoding: "utf8" });
        const text = [...names, ...names.map((name) => bytesOf(join(this.folder, name)))].join("\n");
        for (const token of tokens) {
            expect(tracesOf(token, text)).toEqual([]);
        }
    }
}

/** What a file holds. A folder holds nothing of its own, and a process may have removed the file meanwhile. */
function bytesOf(file: string): string {
    try {
        return readFileSync(file, "latin1");
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EISDIR" || code === "ENOENT") {
            return "";
        }
        throw error;
    }
}
