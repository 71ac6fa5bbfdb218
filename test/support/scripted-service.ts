import type { EntryService, ListedEntry } from "../../src/journal/stores/entry-service";

type Kind = keyof EntryService;

/** What a request meets: nothing, a failure before it is processed, or one in the place of its answer. */
type Fate = "answered" | Error | { readonly lost: Error };

/** A service of entries in memory, whose requests meet what a test says. */
export class ScriptedService implements EntryService {
    /** Every request, by its kind and what it is about. */
    readonly calls: string[] = [];
    /** A service that ignores the condition of a request: whoever puts a name succeeds. */
    ignoresConditions = false;
    /** Happens before each request is processed. */
    meanwhile: (call: string) => void | Promise<void> = () => undefined;
    private readonly entries = new Map<string, { readonly text: string; readonly writtenAt: number }>();
    private readonly fates = new Map<Kind, Fate[]>();

    /** The next requests of a kind meet these fates, in turn; later ones are answered. */
    meet(kind: Kind, ...fates: Fate[]): void {
        this.fates.set(kind, fates);
    }

    /** Has an entry there without a request. */
    hold(name: string, text: string): void {
        this.entries.set(name, { text, writtenAt: performance.now() });
    }

    textOf(name: string): string | undefined {
        return this.entries.get(name)?.text;
    }

    names(): string[] {
        return [...this.entries.keys()].sort();
    }

    list(prefix: string): Promise<ListedEntry[]> {
        return this.request("list", prefix, () => {
            const found = [...this.entries].filter(([name]) => name.startsWith(prefix));
            return found.map(([name, { writtenAt }]) => ({ name, age: performance.now() - writtenAt }));
        });
    }

    get(name: string): Promise<string | undefined> {
        return this.request("get", name, () => this.textOf(name));
    }

    putNew(name: string, text: string): Promise<boolean> {
        return this.request("putNew", name, () => {
            const isNew = this.ignoresConditions || !this.entries.has(name);
            if (isNew) {
                this.hold(name, text);
            }
            return isNew;
        });
    }

    put(name: string, text: string): Promise<void> {
        return this.request("put", name, () => {
            this.hold(name, text);
        });
    }

    delete(name: string): Promise<void> {
        return this.request("delete", name, () => {
            this.entries.delete(name);
        });
    }

    private async request<T>(kind: Kind, what: string, process: () => T): Promise<T> {
        const call = `${kind} ${what}`;
        this.calls.push(call);
        const fate = this.fates.get(kind)?.shift() ?? "answered";
        await this.meanwhile(call);
        if (fate instanceof Error) {
            throw fate;
        }
        const answer = process();
        if (fate !== "answered") {
            throw fate.lost;
        }
        return answer;
    }
}
