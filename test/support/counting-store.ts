import type { JournalStore } from "../../src/journal/store";

/** A store of the journal that passes everything on, and notes what it is asked for. */
export class CountingStore implements JournalStore {
    readonly calls: string[] = [];

    constructor(private readonly inner: JournalStore) {}

    list(prefix?: string) {
        this.calls.push(`list ${prefix ?? "all"}`);
        return this.inner.list(prefix);
    }

    ages(prefix?: string) {
        this.calls.push(`ages ${prefix ?? "all"}`);
        return this.inner.ages(prefix);
    }

    read(name: string) {
        this.calls.push(`read ${name}`);
        return this.inner.read(name);
    }

    create(name: string, text: string, room?: number) {
        this.calls.push(`create ${name}`);
        return this.inner.create(name, text, room);
    }

    replace(name: string, text: string) {
        this.calls.push(`replace ${name}`);
        return this.inner.replace(name, text);
    }

    remove(names: readonly string[]) {
        this.calls.push(`remove ${names.join(" ")}`);
        return this.inner.remove(names);
    }

    unplaced(name: string) {
        this.calls.push(`unplaced ${name}`);
        return this.inner.unplaced(name);
    }

    describe(name?: string) {
        return this.inner.describe(name);
    }

    get advice() {
        return this.inner.advice;
    }

    settled() {
        return this.inner.settled();
    }
}
