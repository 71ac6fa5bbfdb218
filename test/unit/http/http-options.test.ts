import { DEFAULT_HTTP_OPTIONS, type HttpOptions, readHttpOptions } from "../../../src/http/http-options";
import { ApiTokenError } from "../../../src/base/errors";

type Name = keyof HttpOptions;

const VARIABLES: Record<Name, string> = {
    connectTimeout: "PULUMI_API_TOKENS_CONNECT_TIMEOUT",
    headersTimeout: "PULUMI_API_TOKENS_HEADERS_TIMEOUT",
    bodyTimeout: "PULUMI_API_TOKENS_BODY_TIMEOUT",
    totalTimeout: "PULUMI_API_TOKENS_TOTAL_TIMEOUT",
    retryBudget: "PULUMI_API_TOKENS_RETRY_BUDGET",
    rateLimitWait: "PULUMI_API_TOKENS_RATE_LIMIT_WAIT",
    refusalMemory: "PULUMI_API_TOKENS_REFUSAL_MEMORY",
};
const NAMES = Object.entries(VARIABLES) as [Name, string][];
/** For how long to go on, to wait or to remember; the others end a request. */
const PATIENCE: Name[] = ["retryBudget", "rateLimitWait", "refusalMemory"];

function read(config: Partial<Record<string, string>>, environment: NodeJS.ProcessEnv = {}): HttpOptions {
    const inStack = (key: string) => config[key.replace(/^pulumi-api-tokens:/, "")];
    return readHttpOptions({ config: inStack, environment });
}

function problemOf(
    config: Partial<Record<string, string>>,
    environment: NodeJS.ProcessEnv = {},
): ApiTokenError {
    try {
        read(config, environment);
    } catch (error) {
        if (error instanceof ApiTokenError) {
            return error;
        }
        throw error;
    }
    throw new Error("it was taken");
}

test("without a word the defaults hold", () => {
    expect(read({})).toEqual(DEFAULT_HTTP_OPTIONS);
    expect(DEFAULT_HTTP_OPTIONS).toEqual({
        connectTimeout: 10_000,
        headersTimeout: 30_000,
        bodyTimeout: 30_000,
        totalTimeout: 60_000,
        retryBudget: 10_000,
        rateLimitWait: 120_000,
        refusalMemory: 600_000,
    });
});

test.each(NAMES)(
    "%s comes from config after %s, which is for one run, and before the default",
    (name, variable) => {
        expect(read({ [name]: "7s" }, { [variable]: "8s" })).toEqual({
            ...DEFAULT_HTTP_OPTIONS,
            [name]: 8000,
        });
        expect(read({ [name]: "7s" }, { [variable]: "" })).toEqual({ ...DEFAULT_HTTP_OPTIONS, [name]: 7000 });
        expect(read({}, { [variable]: "8s" })).toEqual({ ...DEFAULT_HTTP_OPTIONS, [name]: 8000 });
        expect(read({}, { [variable]: "" })).toEqual(DEFAULT_HTTP_OPTIONS);
    },
);

test.each([
    ["500ms", 500],
    ["1s", 1000],
    ["2m", 120_000],
    ["120s", 120_000],
    ["1ms", 1],
])("%s is a timeout, and a patience", (text, milliseconds) => {
    expect(read({ totalTimeout: text }).totalTimeout).toBe(milliseconds);
    expect(read({ retryBudget: text }).retryBudget).toBe(milliseconds);
});

test.each([
    ["1h", 3_600_000],
    ["24h", 86_400_000],
    ["1d", 86_400_000],
    ["1440m", 86_400_000],
    ["0ms", 0],
    ["0s", 0],
    ["0d", 0],
])("%s is a patience, and no timeout", (text, milliseconds) => {
    expect(read({ rateLimitWait: text }).rateLimitWait).toBe(milliseconds);
    expect(problemOf({ headersTimeout: text }).code).toBe("ERR_INPUT");
});

const BAD = [
    "",
    "5",
    "s",
    "1.5s",
    "-1s",
    "1 s",
    " 1s",
    "1s ",
    "1S",
    "01s",
    "00s",
    "1w",
    "1e3ms",
    "1234567s",
    "1s2m",
    "toString",
];
const TIMEOUT_WORDS =
    'a whole number of milliseconds, seconds or minutes, such as "500ms", "30s" or "2m", and at most 2m';
const PATIENCE_WORDS = 'a duration such as "500ms", "30s", "2m" or "1h"; "0s" for none, and at most 1d';

describe.each(NAMES)("%s", (name, variable) => {
    const isPatience = PATIENCE.includes(name);

    test.each(BAD)("is not %j, and is named with its source", (text) => {
        const { code, message } = problemOf({ [name]: text });
        expect(code).toBe("ERR_INPUT");
        const words = isPatience ? PATIENCE_WORDS : TIMEOUT_WORDS;
        expect(message).toBe(`pulumi-api-tokens:${name} must be ${words}`);
        if (text !== "") {
            expect(problemOf({}, { [variable]: text }).message).toBe(`${variable} must be ${words}`);
        }
    });

    test("may be nothing, or more than two minutes, where that makes sense", () => {
        if (isPatience) {
            expect(read({ [name]: "0s" })[name]).toBe(0);
            expect(read({ [name]: "1440m" })[name]).toBe(86_400_000);
            expect(problemOf({ [name]: "1441m" }).code).toBe("ERR_INPUT");
            expect(problemOf({ [name]: "25h" }).code).toBe("ERR_INPUT");
            expect(problemOf({ [name]: "2d" }).code).toBe("ERR_INPUT");
        } else {
            expect(problemOf({ [name]: "0s" }).code).toBe("ERR_INPUT");
            expect(problemOf({ [name]: "120001ms" }).code).toBe("ERR_INPUT");
            expect(problemOf({ [name]: "1h" }).code).toBe("ERR_INPUT");
        }
    });
});
