import { ApiTokenError, messageOf } from "../base/errors";
import { redact } from "../base/redaction";
import { PartialFailure } from "./token-resource";

const STOPPED = "stopped, for the reason given in the error";

/**
 * An error as the engine should show it: the message, once, and no stack trace.
 *
 * For `check`, `diff`, `read` and `delete` the SDK's plugin prints `${error}: ${error.stack}` before it hands the
 * message to the engine (`cmd/dynamic-provider` in `@pulumi/pulumi`), so both are short here; {@link hushRepeatedErrors}
 * keeps the line out altogether.
 */
export class ProviderError extends Error {
    override readonly name: string = "ProviderError";
    override readonly stack = STOPPED;

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
export class ResourceInitError extends ProviderError {
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

/** What an error is told with. */
interface ErrorContext {
    readonly resourceName: string;
    /** Taken out of its message. */
    readonly tokens: readonly string[];
    readonly idOf: (outputs: object) => string;
    /** The host's own properties, kept with the outputs. */
    readonly hosts: object;
}

/** Turns whatever was thrown into an error for the engine. */
export function toProviderError(error: unknown, context: ErrorContext): ProviderError {
    const { resourceName, idOf, hosts } = context;
    if (error instanceof PartialFailure) {
        const { failure, outputs, hint } = error;
        const { token } = outputs as { token?: unknown };
        const tokens = typeof token === "string" ? [...context.tokens, token] : context.tokens;
        const message = [describe(failure, resourceName, tokens), hint].filter(Boolean).join(" ");
        return new ResourceInitError(resourceName, message, idOf(outputs), { ...outputs, ...hosts });
    }
    return new ProviderError(resourceName, describe(error, resourceName, context.tokens));
}

function describe(error: unknown, resourceName: string, tokens: readonly string[]): string {
    const code = error instanceof ApiTokenError ? error.code : "ERR_INTERNAL";
    const intro = code === "ERR_INTERNAL" ? "a defect of pulumi-api-tokens, please report it: " : "";
    return `${resourceName}: ${intro}${redact(messageOf(error), tokens)} [${code}]`;
}

/** Keeps what the SDK's plugin prints of a {@link ProviderError} from standing beside the message itself. */
export function hushRepeatedErrors(console: Pick<Console, "error">): void {
    const print = console.error.bind(console);
    console.error = (...words: unknown[]) => {
        const [line] = words;
        if (typeof line !== "string" || !line.endsWith(`: ${STOPPED}`)) {
            print(...words);
        }
    };
}
