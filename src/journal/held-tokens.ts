import { fingerprint } from "../base/fingerprint";
import { parseJson } from "../base/json";
import type { JournalStore } from "./store";

/** A resource that holds a token. */
export interface Holder {
    /** Tells it from all other resources, those of other stacks among them: 12 hexadecimal digits. */
    readonly id: string;
    readonly resourceName: string;
    /** The Pulumi project, where it is known. */
    readonly project?: string | undefined;
}

/**
 * Notes of which resources hold a token, beside the journal's entries. A run knows its own program only: whoever is
 * about to end a token finds here whether a resource of another stack holds it as well.
 *
 * Stacks see each other's notes where they share a journal.
 */
export class HeldTokens {
    constructor(private readonly store: JournalStore) {}

    async note(token: string, holder: Holder): Promise<void> {
        await this.store.create(noteName(token, holder.id), `${JSON.stringify(holder)}\n`);
    }

    async drop(token: string, holderId: string): Promise<void> {
        const name = noteName(token, holderId);
        if ((await this.store.list(name)).includes(name)) {
            await this.store.remove([name]);
        }
    }

    /** Who holds it, other than one resource; with where that is noted. */
    async others(token: string, holderId: string): Promise<{ holder: Holder; place: string }[]> {
        const names = (await this.store.list(`${fingerprint(token)}.`)).filter(
            (name) => parseNoteName(name) !== undefined && name !== noteName(token, holderId),
        );
        return Promise.all(names.map((name) => this.read(name)));
    }

    /** What one note says; with where it is. */
    async read(name: string): Promise<{ holder: Holder; place: string }> {
        return { holder: holderFrom(await this.store.read(name)), place: this.store.describe(name) };
    }
}

/** Which token a note is about, by its fingerprint; nothing for a name that no note has. */
export function parseNoteName(name: string): { fingerprint: string } | undefined {
    const fingerprint = name.endsWith(SUFFIX) ? /^[0-9a-f]{12}(?=\.)/.exec(name)?.[0] : undefined;
    return fingerprint === undefined ? undefined : { fingerprint };
}

const SUFFIX = ".held.json";

function noteName(token: string, holderId: string): string {
    return `${fingerprint(token)}.${holderId}${SUFFIX}`;
}

/** What cannot be read is a holder all the same. */
function holderFrom(text: string | undefined): Holder {
    const { id, resourceName, project } = { ...(parseJson(text ?? "") as Partial<Holder> | undefined) };
    return {
        id: String(id),
        resourceName: typeof resourceName === "string" ? resourceName : "a resource of unknown name",
        project: typeof project === "string" ? project : undefined,
    };
}
