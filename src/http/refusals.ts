import type { ApiTokenError } from "../errors";

/**
 * The credentials that a server refused: nothing more is sent with one, and reading requests under way with it end at
 * once. All of them fail with the same error, so that a person reads it once.
 *
 * Many refusals have an address blocked. Source: "Source IP block" in the ThousandEyes API v7 documents.
 */
export class Refusals {
    private readonly controllers = new Map<string, AbortController>();

    /** Aborted with the error that tells of the refusal. */
    signal(credential: string): AbortSignal {
        return this.controller(credential).signal;
    }

    refuse(credential: string, error: ApiTokenError): void {
        this.controller(credential).abort(error);
    }

    private controller(credential: string): AbortController {
        const controller = this.controllers.get(credential) ?? new AbortController();
        this.controllers.set(credential, controller);
        return controller;
    }
}
