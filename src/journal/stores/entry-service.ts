/** For one request to a service, in milliseconds. */
export const TIME_LIMIT = 8000;

/** An entry of a service, by name, and how long ago it was written by the service's clock: milliseconds. */
export interface ListedEntry {
    readonly name: string;
    readonly age: number;
}

/**
 * As much of a service that machines share as a journal needs: an object store, or a database. Each call is one request,
 * within a time limit, and what it has written is durable when it returns. Throws {@link ServiceFailure}.
 */
export interface EntryService {
    list(prefix: string): Promise<ListedEntry[]>;
    get(name: string): Promise<string | undefined>;
    /** Of all who put one name at most one succeeds, by a condition that the service holds. @returns false when it is there */
    putNew(name: string, text: string): Promise<boolean>;
    put(name: string, text: string): Promise<void>;
    /** One that may be gone. */
    delete(name: string): Promise<void>;
}

/** A request that was refused, or got no answer: it may have been processed then. */
export class ServiceFailure extends Error {
    constructor(
        message: string,
        /** The same request may succeed in a moment. */
        readonly isTransient: boolean,
    ) {
        super(message);
    }
}
