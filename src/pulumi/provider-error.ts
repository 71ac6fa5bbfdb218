import { ApiTokenError, messageOf } from "../errors";
import { redact } from "../redaction";

/**
 * An error as the engine should show it: the message, once, and no stack trace.
 *
 * For `check`, `diff`, `read` and `delete` the SDK's plugin prints `${error}: ${error.stack}` before it hands the
 * message to the engine (`cmd/dynamic-provider` in `@pulumi/pulumi`), so both are short here.
 */
export class ProviderError extends Error {
    override readonly name = "ProviderError";
    override readonly stack = "stopped, for the reason given in the error";

    constructor(
        private readonly resourceName: string,
        message: string,
    ) {
        super(message);
    }

    override toString(): string {
        return this.resourceName;
    }
}

/**
 * Tells the engine that a resource exists although something about it failed: the properties are kept in state, the
 * reason is shown, and the next `up` calls `update`.
 */
export class PartialFailure extends ProviderError {
    readonly reasons: string[];

    constructor(
        resourceName: string,
        message: string,
        readonly id: string,
        readonly properties: object,
    ) {
        super(resourceName, message);
        this.reasons = [message];
    }
}

/** Turns whatever was thrown into an error for the engine, with the given tokens taken out of its message. */
export function toProviderError(resourceName: string, error: unknown, tokens: string[]): ProviderError {
    if (error instanceof ProviderError) {
        return error;
    }
    const code = error instanceof ApiTokenError ? error.code : "ERR_INTERNAL";
    const message = messageOf(error);
    const intro = code === "ERR_INTERNAL" ? "a defect of pulumi-api-tokens, please report it: " : "";
    const clean = redact(message, tokens);
    return new ProviderError(resourceName, `${resourceName}: ${intro}${clean} [${code}]`);
}
