import { join } from "node:path";
import { JournalRefusal, type JournalStore } from "../store";
import type { FileSystem } from "./file-system";

/** What is about to take an entry's place, until it has taken it. */
const UNPLACED = ".tmp";

/** What is about to become an entry, until it is one. */
const UNCREATED = ".new";

/** A file whose age tells the time. */
const CLOCK = ".clock";

/** Some file systems of networks, and some in user space, cannot sync a folder. */
const CANNOT_SYNC = ["EINVAL", "ENOTSUP", "EOPNOTSUPP"];

/** Nothing is there: no file, or a file where the folder should be. */
const MISSING = ["ENOENT", "ENOTDIR"];

/** What a folder's store takes from outside. */
export interface FolderContext {
    readonly files: FileSystem;
    /** A text that no other process of any machine has: hexadecimal digits. */
    readonly unique: () => string;
    readonly now: () => number;
}

/** A file that has the room for what will replace an entry. */
interface Room {
    readonly file: string;
    readonly size: number;
}

/** A journal in a folder (mode 0700) of files (mode 0600). */
export class FolderStore implements JournalStore {
    readonly advice = "Make the folder writable, or name another one in PULUMI_API_TOKENS_JOURNAL";
    /** By the entry's name. */
    private readonly rooms = new Map<string, Room>();

    constructor(
        private readonly folder: string,
        private readonly context: FolderContext,
    ) {}

    async list(prefix = ""): Promise<string[]> {
        return (await this.names()).filter((name) => name.startsWith(prefix) && isEntryName(name));
    }

    async ages(prefix?: string): Promise<ReadonlyMap<string, number>> {
        const names = await this.list(prefix);
        const now = names.length === 0 ? 0 : await this.clock();
        const ages = new Map<string, number>();
        for (const name of names) {
            const written = await unlessMissing(this.files.modifiedAt(this.path(name)));
            if (written !== undefined) {
                ages.set(name, now - written);
            }
        }
        return ages;
    }

    async read(name: string): Promise<string | undefined> {
        await this.refuseUnlessSafe();
        return unlessMissing(this.files.read(this.path(name)));
    }

    async create(name: string, text: string, room?: number): Promise<boolean> {
        await this.files.makeFolder(this.folder);
        await this.refuseUnlessSafe();
        const made: string[] = [];
        try {
            const reserve = room === undefined ? undefined : await this.reserve(name, text, room, made);
            const draft = await this.write(name, UNCREATED, text, made);
            await this.files.link(draft, this.path(name));
            await this.tidy([draft]);
            if (reserve !== undefined) {
                this.rooms.set(name, reserve);
            }
        } catch (error) {
            await this.tidy(made);
            if (codeOf(error) === "EEXIST") {
                return false;
            }
            throw error;
        }
        try {
            await this.syncNames();
        } catch (error) {
            await this.tidy([this.path(name), ...made]);
            throw error;
        }
        return true;
    }

    async replace(name: string, text: string): Promise<void> {
        const room = this.rooms.get(name);
        this.rooms.delete(name);
        if (room !== undefined && Buffer.byteLength(text) <= room.size) {
            await this.files.overwrite(room.file, text);
            await this.files.sync(room.file);
            await this.place(room.file, name);
        } else {
            await this.place(await this.write(name, UNPLACED, text, []), name);
            await this.tidy(room === undefined ? [] : [room.file]);
        }
    }

    async remove(names: readonly string[]): Promise<void> {
        const leftovers = await this.leftovers(names, [UNPLACED, UNCREATED]);
        // Last of all what makes the rest be found.
        for (const name of [...leftovers, ...names]) {
            await this.files.remove(this.path(name));
        }
        await this.syncNames();
    }

    async unplaced(name: string): Promise<string[]> {
        const texts: string[] = [];
        for (const leftover of await this.leftovers([name], [UNPLACED])) {
            const text = await unlessMissing(this.files.read(this.path(leftover)));
            texts.push(...(text === undefined ? [] : [text]));
        }
        return texts;
    }

    describe(name?: string): string {
        return name === undefined ? this.folder : this.path(name);
    }

    settled(): Promise<void> {
        return Promise.resolve();
    }

    private get files(): FileSystem {
        return this.context.files;
    }

    private async names(): Promise<string[]> {
        await this.refuseUnlessSafe();
        return (await unlessMissing(this.files.list(this.folder))) ?? [];
    }

    /** Whoever else may write here could make this process overwrite files of others. */
    private async refuseUnlessSafe(): Promise<void> {
        const facts = await unlessMissing(this.files.factsOf(this.folder));
        if (facts === undefined || (facts.isFolder && facts.isOurs && facts.isPrivate)) {
            return;
        }
        const why = facts.isFolder
            ? facts.isOurs
                ? `is open to other users. Close it: chmod 700 ${this.folder}`
                : "belongs to another user. Name a folder of your own in PULUMI_API_TOKENS_JOURNAL"
            : "is no folder, or a link to one. Name the folder itself in PULUMI_API_TOKENS_JOURNAL";
        throw new JournalRefusal(`the journal's folder ${this.folder} ${why}`);
    }

    private async reserve(name: string, text: string, room: number, made: string[]): Promise<Room> {
        const size = Math.max(room, Buffer.byteLength(text));
        return { file: await this.write(name, UNPLACED, " ".repeat(size), made), size };
    }

    /** Writes a file beside an entry, and returns once it is on the disk. What was made is noted before it can fail. */
    private async write(name: string, suffix: string, text: string, made: string[]): Promise<string> {
        const file = this.path(`${name}.${this.context.unique()}${suffix}`);
        made.push(file);
        await this.files.create(file, text);
        await this.files.sync(file);
        return file;
    }

    /** What others left is not touched: it may be theirs to put in place in a moment. */
    private async place(file: string, name: string): Promise<void> {
        await this.files.rename(file, this.path(name));
        await this.syncNames();
    }

    /** What cannot be removed now is removed with the entry. */
    private async tidy(files: readonly string[]): Promise<void> {
        for (const file of files) {
            await this.files.remove(file).catch(() => undefined);
        }
    }

    private async syncNames(): Promise<void> {
        try {
            await this.files.syncFolder(this.folder);
        } catch (error) {
            if (!CANNOT_SYNC.includes(codeOf(error))) {
                throw error;
            }
        }
    }

    /** What was to become entries, or to take their place. */
    private async leftovers(names: readonly string[], suffixes: readonly string[]): Promise<string[]> {
        const isLeftover = (other: string) =>
            suffixes.some((suffix) => other.endsWith(suffix)) &&
            names.some((name) => other.startsWith(`${name}.`));
        return (await this.names()).filter(isLeftover);
    }

    /** By the clock that the entries' times come from; by this machine's where nothing can be written. */
    private async clock(): Promise<number> {
        const probe = this.path(`${this.context.unique()}${CLOCK}`);
        try {
            await this.files.create(probe, "");
            return await this.files.modifiedAt(probe);
        } catch {
            return this.context.now();
        } finally {
            await this.tidy([probe]);
        }
    }

    private path(name: string): string {
        return join(this.folder, name);
    }
}

/** Others are of files that are about to become one. */
function isEntryName(name: string): boolean {
    return name.endsWith(".json") || name.endsWith(".done");
}

async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
    try {
        return await read;
    } catch (error) {
        if (MISSING.includes(codeOf(error))) {
            return undefined;
        }
        throw error;
    }
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException).code ?? "";
}
