import { unlessEmpty } from "../../../../src/base/environment";
import { endpointProblem, tokenProblem } from "../../../../src/http/request-settings";
import { DEFAULT_ENDPOINT, resolveEndpoint } from "../../../../src/systems/thousandeyes/settings";

describe("the endpoint", () => {
    const argument = "https://argument.example.com/v7";
    const configured = "https://config.example.com/v7";
    const config = (key: string) => (key === "thousandeyes:apiEndpoint" ? configured : undefined);
    const unconfigured = () => undefined;
    const recorded = "https://recorded.example.com/v7";
    const environment = { TE_API_ENDPOINT: "https://environment.example.com/v7" };

    test.each([
        ["the argument before all else", { argument, config, recorded, environment }, argument],
        ["the config before what is recorded", { config, recorded, environment }, configured],
        [
            "what is recorded before the environment",
            { config: unconfigured, recorded, environment },
            recorded,
        ],
        [
            "the environment before the default",
            { config: unconfigured, environment },
            environment.TE_API_ENDPOINT,
        ],
        [
            "the vendor's when nothing else is known",
            { config: unconfigured, environment: {} },
            DEFAULT_ENDPOINT,
        ],
        [
            "the vendor's when the environment's is empty",
            { config: unconfigured, environment: { TE_API_ENDPOINT: "" } },
            DEFAULT_ENDPOINT,
        ],
    ])("is %s", (_name, sources, expected) => {
        expect(resolveEndpoint(sources)).toBe(expected);
    });

    test("is the documented one by default", () => {
        expect(DEFAULT_ENDPOINT).toBe("https://api.thousandeyes.com/v7");
    });

    test.each(["https://api.example.com/v7/", "https://api.example.com/v7///"])(
        "is without the trailing slash of %s",
        (written) => {
            expect(resolveEndpoint({ argument: written, config, environment: {} })).toBe(
                "https://api.example.com/v7",
            );
        },
    );

    test("that is given as nothing is refused instead of passed over", () => {
        const endpoint = resolveEndpoint({ argument: "", config, environment });
        expect(endpointProblem(endpoint, DEFAULT_ENDPOINT)).toContain("is not a URL");
    });
});

describe("an endpoint", () => {
    test.each([
        "https://api.thousandeyes.com/v7",
        "https://proxy.example.com:8443/thousandeyes/v7",
        "http://localhost:7070/v7",
        "http://LOCALHOST:7070/v7",
        "http://127.0.0.1:7070/v7",
        "http://127.0.0.2/v7",
        "http://127.1:7070/v7",
        "http://[::1]:7070/v7",
        "http://[0:0:0:0:0:0:0:1]:7070/v7",
    ])("such as %s will do", (endpoint) => {
        expect(endpointProblem(endpoint, DEFAULT_ENDPOINT)).toBeUndefined();
    });

    test.each([
        "http://api.thousandeyes.com/v7",
        "http://localhost.example.com/v7",
        "http://127.evil.com/v7",
        "http://127.0.0.1.evil.com/v7",
        "http://[::2]/v7",
        "http://0.0.0.0/v7",
        "http://10.0.0.1/v7",
        "ftp://127.0.0.1/v7",
        "file:///v7",
    ])("such as %s is refused: the token would go out in clear", (endpoint) => {
        expect(endpointProblem(endpoint, DEFAULT_ENDPOINT)).toContain(
            `${endpoint} would carry the token in clear`,
        );
    });

    test.each(["", "api.thousandeyes.com/v7", "//api.thousandeyes.com", "https://", "http://127.0.0.256/v7"])(
        "such as %j is refused as no URL, with one that would do",
        (endpoint) => {
            expect(endpointProblem(endpoint, DEFAULT_ENDPOINT)).toContain(
                `is not a URL. Write one such as ${DEFAULT_ENDPOINT}`,
            );
        },
    );

    test.each([
        "https://user:secret@api.example.com/v7",
        "https://user@api.example.com/v7",
        "https://:secret@api.example.com/v7",
        "https://secret@api.example.com/v7",
        "https://api.example.com/v7?secret=1",
        "https://api.example.com/v7#secret",
        "http://localhost@secret.example.com/v7",
    ])("such as %s is refused without being shown", (endpoint) => {
        const problem = endpointProblem(endpoint, DEFAULT_ENDPOINT);
        expect(problem).toContain("without user, password, query or fragment");
        expect(problem).not.toContain("secret");
    });
});

test.each(["https://a.example.com/v7?", "https://a.example.com/v7#", "https://a.example.com/v7 "])(
    "%j is refused: a path put behind it would be another",
    (endpoint) => {
        expect(endpointProblem(endpoint, DEFAULT_ENDPOINT)).toBeDefined();
    },
);

describe("a token", () => {
    test.each(["5b1b9e2c-0000-4000-8000-0123456789ab", "x", "!~"])("such as %s can be sent", (token) => {
        expect(tokenProblem(token)).toBeUndefined();
    });

    test("of 8,000 characters can be sent", () => {
        expect(tokenProblem("x".repeat(8000))).toBeUndefined();
    });

    test.each([
        ["that is empty", "", "is empty"],
        ["with a line break at its end", "hushhush\n", "has a space or a line break"],
        ["with a space", "hush hush", "has a space or a line break"],
        ["with a tab", "hush\thush", "has a space or a line break"],
        ["with a no-break space", "hushhush\u00a0", "has a space or a line break"],
        ["with a letter beyond ASCII", "hüshhush", "has characters that no token has"],
        ["with a zero-width space", "hushhush\u200b", "has characters that no token has"],
        ["with a control character", "hushhush\u0007", "has characters that no token has"],
        ["with DEL", "hushhush\u007f", "has characters that no token has"],
        [
            "that no request can carry",
            "hush".repeat(2001),
            "has 8004 characters, and a request can carry 8000",
        ],
    ])("%s is refused without being shown", (_name, token, words) => {
        const problem = tokenProblem(token);
        expect(problem).toContain(words);
        expect(problem).not.toMatch(/hush/);
    });
});

test("only an empty text counts as absent", () => {
    expect([unlessEmpty(""), unlessEmpty(undefined), unlessEmpty(" ")]).toEqual([undefined, undefined, " "]);
});
