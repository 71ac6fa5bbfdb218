import { unlessEmpty } from "../environment";
import { ApiTokenError } from "../errors";

/** How patient the client is. All in milliseconds. */
export interface HttpOptions {
    /** Until a connection stands, its TLS included. */
    readonly connectTimeout: number;
    /** From the end of a request to the headers of its answer. */
    readonly headersTimeout: number;
    /** Between two pieces of an answer's body. */
    readonly bodyTimeout: number;
    /** From the start of one try to the last byte of its answer. */
    readonly totalTimeout: number;
    /** How long a reading request is tried again and again after failures that may pass. */
    readonly retryBudget: number;
    /** The longest pause that is made for a rate limit. */
    readonly rateLimitWait: number;
    /** For how long a token that was refused is not sent again, by later runs as well. */
    readonly refusalMemory: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const DEFAULT_HTTP_OPTIONS: HttpOptions = {
    connectTimeout: 10 * SECOND,
    headersTimeout: 30 * SECOND,
    bodyTimeout: 30 * SECOND,
    totalTimeout: 60 * SECOND,
    retryBudget: 10 * SECOND,
    rateLimitWait: 2 * MINUTE,
    refusalMemory: 10 * MINUTE,
};

/** Options that may be nothing at all: not to retry, not to wait, not to remember. */
const MAY_BE_ZERO: readonly string[] = [
    "retryBudget",
    "rateLimitWait",
    "refusalMemory",
] satisfies (keyof HttpOptions)[];

/** Other processes wait somewhat longer for one that is rotating the same token. */
const LONGEST_TIMEOUT = 2 * MINUTE;

/** Of the others, in milliseconds: a run that waits longer than a day is a mistake. */
export const LONGEST_PATIENCE = 1440 * MINUTE;

const UNITS: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE };

/** Where the options come from, the strongest first. */
export interface HttpOptionSources {
    /** Stack config `pulumi-api-tokens:<name>`. */
    readonly config: (name: string) => string | undefined;
    /** Such as `PULUMI_API_TOKENS_RETRY_BUDGET`. */
    readonly environment: NodeJS.ProcessEnv;
}

/** Reads the options. Throws `ERR_INPUT` for one that is no duration such as `"500ms"`, `"30s"` or `"2m"`. */
export function readHttpOptions({ config, environment }: HttpOptionSources): HttpOptions {
    const read = ([name, byDefault]: [string, number]): [string, number] => {
        const configured = config(name);
        const variable = `PULUMI_API_TOKENS_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
        const text = configured ?? unlessEmpty(environment[variable]);
        const source = configured === undefined ? variable : `pulumi-api-tokens:${name}`;
        return [name, text === undefined ? byDefault : parse(text, source, MAY_BE_ZERO.includes(name))];
    };
    const defaults = Object.entries(DEFAULT_HTTP_OPTIONS) as [string, number][];
    return Object.fromEntries(defaults.map(read)) as unknown as HttpOptions;
}

function parse(text: string, source: string, mayBeZero: boolean): number {
    const match = /^(\d{1,6})(ms|s|m)$/.exec(text);
    const milliseconds = Number(match?.[1]) * (UNITS[match?.[2] ?? ""] ?? NaN);
    const inRange = mayBeZero
        ? milliseconds <= LONGEST_PATIENCE
        : milliseconds > 0 && milliseconds <= LONGEST_TIMEOUT;
    if (inRange) {
        return milliseconds;
    }
    const limits = mayBeZero ? '; "0s" for none, and at most 1440m' : ", and at most 2m";
    throw new ApiTokenError(
        "ERR_INPUT",
        `${source} must be a whole number of milliseconds, seconds or minutes, such as "500ms", "30s" or "2m"${limits}`,
    );
}
