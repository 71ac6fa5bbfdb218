import { join } from "node:path";
import type { JournalStore } from "../../src/journal/store";
import type { EntryService } from "../../src/journal/stores/entry-service";
import { openStore } from "../../src/journal/stores/open";
import { type RemoteContext, RemoteStore } from "../../src/journal/stores/remote";
import { CountingStore } from "./counting-store";
import { ScriptedService } from "./scripted-service";
import { temporaryFolder } from "./temporary-folder";

/** A remote store's surroundings: a service in memory, a folder on this machine, and waits that pass at once. */
export class RemoteStage {
    service = new ScriptedService();
    /** How often the driver was loaded. */
    opened = 0;
    readonly pauses: number[] = [];
    /** Happens in each wait. */
    meanwhile: () => void | Promise<void> = () => undefined;
    private readonly parent = temporaryFolder();

    constructor() {
        beforeEach(() => {
            this.service = new ScriptedService();
            this.opened = 0;
            this.pauses.length = 0;
            this.meanwhile = () => undefined;
        });
    }

    /** Where this machine keeps what is on its way. */
    get folder(): string {
        return join(this.parent.path, "unsent");
    }

    get local(): CountingStore {
        return new CountingStore(openStore(this.folder));
    }

    /** The store as a process sees it. */
    store(changes: Partial<RemoteContext> = {}): RemoteStore {
        return new RemoteStore({
            open: (): Promise<EntryService> => {
                this.opened++;
                return Promise.resolve(this.service);
            },
            describe: (name = "") => `s3://bucket/${name}`,
            local: this.local,
            wait: async (milliseconds) => {
                this.pauses.push(milliseconds);
                await this.meanwhile();
            },
            ...changes,
        });
    }

    /** The local store, but for these calls, which fail with the given words. */
    brokenLocal(words: string, ...calls: ("create" | "read" | "replace" | "remove")[]): JournalStore {
        const fail = () => Promise.reject(new Error(words));
        return Object.assign(this.local, Object.fromEntries(calls.map((call) => [call, fail])));
    }
}
