import { ApiTokenError } from "../base/errors";
import { formatTime } from "../base/time";

/** What earlier runs know of refused tokens, and later ones will. */
export interface RefusalMemory {
    /** Until when the token is not to be sent, if it was refused a short time ago: milliseconds since 1970. */
    recall(
        endpoint: string,
        token: string,
    ): { readonly refusedAt: number; readonly until: number } | undefined;
    remember(endpoint: string, token: string): void;
    forget(endpoint: string, token: string): void;
}

/**
 * The tokens that a server refused: nothing more is sent with one, and reading requests under way with it end at once.
 * All of them fail with the same error, so that a person reads it once.
 *
 * Many refusals have an address blocked. Source: "Source IP block" in the ThousandEyes API v7 documents.
 */
export class Refusals {
    private readonly controllers = new Map<string, AbortController>();
    private readonly forgotten = new Set<string>();

    constructor(private readonly memory?: RefusalMemory) {}

    /** Aborted with the error that tells of the refusal, once there is one. */
    signal(endpoint: string, token: string): AbortSignal {
        return this.controller(endpoint, token).signal;
    }

    refuse(endpoint: string, token: string, error: ApiTokenError): void {
        this.memory?.remember(endpoint, token);
        this.forgotten.delete(keyOf(endpoint, token));
        this.controller(endpoint, token).abort(error);
    }

    /** The token works after all. Looked up on the disk once: every answer says so. */
    clear(endpoint: string, token: string): void {
        const key = keyOf(endpoint, token);
        if (!this.forgotten.has(key)) {
            this.forgotten.add(key);
            this.memory?.forget(endpoint, token);
        }
    }

    private controller(endpoint: string, token: string): AbortController {
        const key = keyOf(endpoint, token);
        const known = this.controllers.get(key);
        if (known !== undefined) {
            return known;
        }
        const controller = new AbortController();
        const recalled = this.memory?.recall(endpoint, token);
        if (recalled !== undefined) {
            controller.abort(refusedBefore(recalled.refusedAt, recalled.until));
        }
        this.controllers.set(key, controller);
        return controller;
    }
}

function keyOf(endpoint: string, token: string): string {
    return `${endpoint} ${token}`;
}

function refusedBefore(refusedAt: number, until: number): ApiTokenError {
    return new ApiTokenError(
        "ERR_TOKEN_REJECTED",
        `the API rejected this token at ${formatTime(refusedAt)}, and it is not tried again before ${formatTime(until)}: 120 refusals in an hour ` +
            "would block this machine's address. To try at once, set PULUMI_API_TOKENS_REFUSAL_MEMORY=0s for this run",
    );
}
