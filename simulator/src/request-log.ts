import type { FaultKind } from "./faults";

/** One request to the API, as the control interface lists it. */
export interface RequestRecord {
    /** Counts up from 1 over the life of the process; clearing the log does not set it back. */
    sequence: number;
    /** When the request came, on the simulator's clock (ISO 8601). */
    time: string;
    method: string;
    /** The path, such as `/v7/api-tokens`. */
    path: string;
    /** The query with its question mark, tokens as fingerprints, or an empty string. */
    query: string;
    /** The address that the request came from. */
    source: string;
    /** Fingerprint of the token that was sent (first 12 hex digits of its SHA-256); null without one. */
    token: string | null;
    /** The status that the client gets; null when it gets none, or not yet. */
    status: number | null;
    /** The calling user's organisation; null when the token was not accepted or not looked at, or has none. */
    orgId: string | null;
    /** The calling user; null when the token was not accepted or not looked at, or belongs to no user. */
    uid: string | null;
    /** The fault that met the request. */
    fault: FaultKind | null;
    /** Whether the request took its effect. */
    processed: boolean;
}

/** What is known of a request when it comes in. */
export type IncomingRequest = Pick<RequestRecord, "time" | "method" | "path" | "query" | "source" | "token">;

const capacity = 10_000;

/** The last 10,000 requests to the API. */
export class RequestLog {
    private records: RequestRecord[] = [];
    private count = 0;

    /** How many requests have come in over the life of the process, also those no longer kept. */
    get total(): number {
        return this.count;
    }

    /** Enters a request; what becomes of it is written into the record that comes back. */
    open(request: IncomingRequest): RequestRecord {
        this.count += 1;
        const record: RequestRecord = {
            sequence: this.count,
            ...request,
            status: null,
            orgId: null,
            uid: null,
            fault: null,
            processed: false,
        };
        this.records.push(record);
        if (this.records.length > capacity) {
            this.records.shift();
        }
        return record;
    }

    /** The requests after this sequence number, oldest first. */
    since(sequence: number): RequestRecord[] {
        return this.records.filter((record) => record.sequence > sequence);
    }

    clear(): void {
        this.records = [];
    }
}
