import { basename } from "node:path";
import type { FileSystem } from "../../src/journal/stores/file-system";
import type { Chance } from "./chance";
import type { Kept } from "./kept";
import type { SimulatedProcess } from "./process";
import type { Scheduler } from "./scheduler";

interface Content {
    text: string;
    /** What is on the disk of it, once it has been synced. */
    durable: string | undefined;
    modifiedAt: number;
}

type Names = Map<string, Content>;

/** What is wrong with a disk. `unsyncable`: folders cannot be synced, as on some networks. */
export type DiskFault = "full" | "read-only" | "unsyncable";

/**
 * A disk with the one folder of a journal: what was not synced may be gone after a crash. Each call is a step of the
 * process that makes it.
 */
export class Disk implements Kept {
    fault: DiskFault | undefined;
    /** Was it ever read-only, or did it lose what it had? Then it need not have kept anything. */
    wasBroken = false;
    private names: Names = new Map();
    /** What the names were after each change since the folder was synced last; the first is what is on the disk. */
    private versions: Names[] = [new Map<string, Content>()];
    private exists = false;

    constructor(
        readonly name: string,
        private readonly scheduler: Scheduler,
        private readonly chance: Chance,
        /** How far its clock is from the true time. */
        private readonly skew: number,
    ) {}

    get mayRefuse(): boolean {
        return this.wasBroken;
    }

    /** What is kept in files of a suffix, by name. */
    read(suffix = ".json"): Map<string, string> {
        const found = [...this.names].filter(([name]) => name.endsWith(suffix));
        return new Map(found.map(([name, { text }]) => [name, text]));
    }

    /** The machine was one for a single job. */
    wipe(): void {
        this.names = new Map();
        this.versions = [new Map<string, Content>()];
        this.exists = false;
    }

    /** The power is gone: of what was not synced, some is lost. */
    crash(): void {
        const survived = this.chance.pick(this.versions);
        for (const content of survived.values()) {
            content.text = this.chance.oneIn(2) ? content.text : (content.durable ?? "");
            content.durable = content.text;
        }
        this.names = new Map(survived);
        this.versions = [new Map(survived)];
    }

    /** As a process sees it. */
    seenBy(process: SimulatedProcess): FileSystem {
        const step = <T>(what: string, file: string, run: (name: string) => T) =>
            process.turn(`${what} ${basename(file)}`, () => run(basename(file)));
        return {
            makeFolder: () =>
                process.turn("make the folder", () => {
                    this.mayWrite(this.exists);
                    this.exists = true;
                }),
            factsOf: () =>
                Promise.resolve(this.exists ? { isFolder: true, isOurs: true, isPrivate: true } : undefined),
            list: () => process.turn("list", () => this.list()),
            read: (file) => step("read", file, (name) => this.get(name).text),
            create: async (file, text) => {
                await step("create", file, (name) => {
                    this.mayWrite();
                    if (this.names.has(name)) {
                        throw failure("EEXIST", name);
                    }
                    this.rename(name, { text: "", durable: undefined, modifiedAt: this.now() });
                });
                if (text !== "") {
                    await step("write", file, (name) => {
                        this.mayWrite(false, true);
                        Object.assign(this.get(name), { text, modifiedAt: this.now() });
                    });
                }
            },
            overwrite: (file, text) =>
                step("overwrite", file, (name) => {
                    this.mayWrite();
                    Object.assign(this.get(name), { text, modifiedAt: this.now() });
                }),
            sync: (file) =>
                step("sync", file, (name) => {
                    const content = this.get(name);
                    content.durable = content.text;
                }),
            syncFolder: () =>
                process.turn("sync the folder", () => {
                    this.syncFolder();
                }),
            link: (from, to) =>
                step("link", to, (name) => {
                    this.mayWrite();
                    const content = this.get(basename(from));
                    if (this.names.has(name)) {
                        throw failure("EEXIST", name);
                    }
                    this.rename(name, content);
                }),
            rename: (from, to) =>
                step("rename", to, (name) => {
                    this.mayWrite();
                    const content = this.get(basename(from));
                    this.names.delete(basename(from));
                    this.rename(name, content);
                }),
            remove: (file) =>
                step("remove", file, (name) => {
                    this.mayWrite();
                    this.names.delete(name);
                    this.noteVersion();
                }),
            modifiedAt: (file) => step("stat", file, (name) => this.get(name).modifiedAt),
        };
    }

    private now(): number {
        return this.scheduler.now + this.skew;
    }

    private list(): string[] {
        if (!this.exists) {
            throw failure("ENOENT", "the folder");
        }
        return [...this.names.keys()];
    }

    private get(name: string): Content {
        const content = this.names.get(name);
        if (content === undefined) {
            throw failure("ENOENT", name);
        }
        return content;
    }

    private mayWrite(isNothing = false, takesRoom = false): void {
        if (this.fault === "read-only" && !isNothing) {
            throw failure("EROFS", this.name);
        }
        if (this.fault === "full" && takesRoom) {
            throw failure("ENOSPC", this.name);
        }
    }

    private rename(name: string, content: Content): void {
        this.names.set(name, content);
        this.noteVersion();
    }

    private noteVersion(): void {
        this.versions.push(new Map(this.names));
    }

    private syncFolder(): void {
        if (this.fault === "unsyncable") {
            throw failure("EINVAL", this.name);
        }
        this.versions = [new Map(this.names)];
    }
}

function failure(code: string, what: string): Error {
    return Object.assign(new Error(`${code}: ${what}`), { code });
}
