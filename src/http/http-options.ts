import { ApiTokenError } from "../base/errors";
import { DAY, type DurationForm, LONGEST_TIMEOUT, parseDuration } from "../base/duration";
import { unlessEmpty } from "../base/environment";
import type { SettingSources } from "../base/setting";

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

/** The longest patience: a run that waits longer than a day is a mistake. */
export const LONGEST_PATIENCE = DAY;

/** What a kind of option allows. */
interface Limits extends DurationForm {
    readonly longest: number;
}

const TIMEOUT: Limits = {
    units: ["ms", "s", "m"],
    mayBeZero: false,
    digits: 6,
    longest: LONGEST_TIMEOUT,
    words: 'a whole number of milliseconds, seconds or minutes, such as "500ms", "30s" or "2m", and at most 2m',
};

/** May be nothing at all: not to retry, not to wait, not to remember. */
const PATIENCE: Limits = {
    units: ["ms", "s", "m", "h", "d"],
    mayBeZero: true,
    digits: 6,
    longest: LONGEST_PATIENCE,
    words: 'a duration such as "500ms", "30s", "2m" or "1h"; "0s" for none, and at most 1d',
};

const LIMITS: Record<keyof HttpOptions, Limits> = {
    connectTimeout: TIMEOUT,
    headersTimeout: TIMEOUT,
    bodyTimeout: TIMEOUT,
    totalTimeout: TIMEOUT,
    retryBudget: PATIENCE,
    rateLimitWait: PATIENCE,
    refusalMemory: PATIENCE,
};

/**
 * Reads the options from the environment, such as `PULUMI_API_TOKENS_RETRY_BUDGET`, else from stack config, such as
 * `pulumi-api-tokens:retryBudget`. Throws `ERR_INPUT` for one that is no duration, or too long.
 */
export function readHttpOptions(sources: Pick<SettingSources, "config" | "environment">): HttpOptions {
    const options: { -readonly [K in keyof HttpOptions]: number } = { ...DEFAULT_HTTP_OPTIONS };
    for (const name of Object.keys(LIMITS) as (keyof HttpOptions)[]) {
        options[name] = read(name, sources);
    }
    return options;
}

function read(name: keyof HttpOptions, sources: Pick<SettingSources, "config" | "environment">): number {
    const config = `pulumi-api-tokens:${name}`;
    const variable = `PULUMI_API_TOKENS_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    // The environment first: it is what one run is given, and what a message can advise for it.
    const given = unlessEmpty(sources.environment[variable]);
    const text = given ?? sources.config(config);
    if (text === undefined) {
        return DEFAULT_HTTP_OPTIONS[name];
    }
    const limits = LIMITS[name];
    const milliseconds = parseDuration(text, limits);
    if (milliseconds === undefined || milliseconds > limits.longest) {
        const source = given === undefined ? config : variable;
        throw new ApiTokenError("ERR_INPUT", `${source} must be ${limits.words}`);
    }
    return milliseconds;
}
