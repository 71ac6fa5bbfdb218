import { messageOf } from "../../base/errors";
import { JournalRefusal, type JournalStore } from "../store";
import { type EntryService, type ListedEntry, ServiceFailure } from "./entry-service";

/** What a remote store takes from outside. */
export interface RemoteContext {
    /** Loads the driver, at first use. */
    readonly open: () => Promise<EntryService>;
    /** The journal's address, or an entry's, for a person. */
    readonly describe: (name?: string) => string;
    /** A store on this machine: what is on its way to the service is there first. */
    readonly local: JournalStore;
    readonly wait: (milliseconds: number) => Promise<void>;
}

/** Before the next tries of a request whose failure may pass. */
const PAUSES = [300, 1500];

/** The same for an entry that must not be lost, after its first try: about a minute, besides what the tries take. */
const LONG_PAUSES = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000];

/** What is put twice, to see whether the service holds the condition. */
const PROBE = ".conditions";

/**
 * A journal in a service that machines share.
 *
 * Nothing is asked for without it: an entry that cannot be created is a {@link JournalRefusal}. What replaces an entry
 * goes to this machine's disk first, and is tried again for a minute after its first try has failed.
 */
export class RemoteStore implements JournalStore {
    readonly advice =
        "See that the journal's service can be reached and written from here, or name another journal in PULUMI_API_TOKENS_JOURNAL";
    private opened: Promise<EntryService> | undefined;
    private conditions: Promise<void> | undefined;
    private readonly retrying = new Set<Promise<void>>();

    constructor(private readonly context: RemoteContext) {}

    async list(prefix = ""): Promise<string[]> {
        return (await this.listed(prefix)).map(({ name }) => name);
    }

    async ages(prefix = ""): Promise<ReadonlyMap<string, number>> {
        return new Map((await this.listed(prefix)).map(({ name, age }) => [name, age]));
    }

    read(name: string): Promise<string | undefined> {
        return this.persistently((service) => service.get(name));
    }

    async create(name: string, text: string): Promise<boolean> {
        try {
            await this.checkConditions();
            let tries = 0;
            const isNew = await this.persistently((service) => {
                tries++;
                return service.putNew(name, text);
            });
            // The answer to an earlier try may have got lost: texts of attempts are all different.
            return isNew || (tries > 1 && text !== "" && (await this.read(name)) === text);
        } catch (error) {
            throw error instanceof ServiceFailure ? new JournalRefusal(this.problem(error)) : error;
        }
    }

    async replace(name: string, text: string): Promise<void> {
        const loss = await this.keepHere(name, text);
        try {
            await (await this.service()).put(name, text);
        } catch (error) {
            this.tryAgain(name, text);
            throw new Error(`${this.problem(error)}. ${this.whereItIs(name, text, loss)}`, { cause: error });
        }
        await this.forgetHere(name);
    }

    async remove(names: readonly string[]): Promise<void> {
        for (const name of names) {
            await this.persistently((service) => service.delete(name));
            await this.forgetHere(name);
        }
    }

    /** What a process of this machine could not put in place is put there now, if that can be done. */
    async unplaced(name: string): Promise<string[]> {
        const text = await this.context.local.read(name).catch(() => undefined);
        if (text === undefined) {
            return [];
        }
        try {
            await (await this.service()).put(name, text);
            await this.forgetHere(name);
        } catch {
            // It stays where it is, and is found there again.
        }
        return [text];
    }

    describe(name?: string): string {
        return this.context.describe(name);
    }

    async settled(): Promise<void> {
        await Promise.all(this.retrying);
    }

    private async listed(prefix: string): Promise<ListedEntry[]> {
        const entries = await this.persistently((service) => service.list(prefix));
        return entries.filter(({ name }) => name !== PROBE);
    }

    private service(): Promise<EntryService> {
        const opened = (this.opened ??= this.context.open());
        opened.catch(() => (this.opened = undefined));
        return opened;
    }

    private async persistently<T>(request: (service: EntryService) => Promise<T>): Promise<T> {
        const service = await this.service();
        for (const pause of PAUSES) {
            try {
                return await request(service);
            } catch (error) {
                if (!(error instanceof ServiceFailure) || !error.isTransient) {
                    throw error;
                }
                await this.context.wait(pause);
            }
        }
        return request(service);
    }

    private checkConditions(): Promise<void> {
        const check = (this.conditions ??= this.seeConditions());
        check.catch(() => (this.conditions = undefined));
        return check;
    }

    private async seeConditions(): Promise<void> {
        const put = () => this.persistently((service) => service.putNew(PROBE, "put once"));
        if ((await put()) && (await put())) {
            const problem = `${this.describe()} takes a second entry of the same name: its service ignores the condition of the request, and two runs could ask for one token at once. Keep the journal elsewhere`;
            throw new JournalRefusal(problem);
        }
    }

    /** @returns why it could not be kept */
    private async keepHere(name: string, text: string): Promise<string | undefined> {
        const { local } = this.context;
        try {
            if (!(await local.create(name, text))) {
                await local.replace(name, text);
            }
            return undefined;
        } catch (error) {
            return messageOf(error);
        }
    }

    private async forgetHere(name: string): Promise<void> {
        const { local } = this.context;
        if ((await local.read(name).catch(() => undefined)) !== undefined) {
            await local.remove([name]).catch(() => undefined);
        }
    }

    private tryAgain(name: string, text: string): void {
        const task = this.putLate(name, text).catch(() => undefined);
        this.retrying.add(task);
        void task.finally(() => this.retrying.delete(task));
    }

    private async putLate(name: string, text: string): Promise<void> {
        for (const pause of LONG_PAUSES) {
            await this.context.wait(pause);
            try {
                await (await this.service()).put(name, text);
                await this.forgetHere(name);
                return;
            } catch {
                // The next pause is longer.
            }
        }
    }

    private whereItIs(name: string, text: string, loss: string | undefined): string {
        return loss === undefined
            ? `The entry is kept on this machine, in ${this.context.local.describe(name)}, and is tried again for a minute`
            : `Neither could the entry be kept on this machine (${loss}). It is tried again for a minute. Until the new token is in a saved state this is its only copy, sealed, and belongs to ${this.describe(name)}: ${text.replace(/\s*\n\s*/g, " ")}`;
    }

    private problem(error: unknown): string {
        return `${this.describe()}: ${messageOf(error)}`;
    }
}
