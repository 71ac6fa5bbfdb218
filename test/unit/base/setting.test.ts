import { ApiTokenError } from "../../../src/base/errors";
import {
    missingSetting,
    requireToken,
    resolveSetting,
    type Setting,
    type SettingSources,
    withoutTrailingSlash,
} from "../../../src/base/setting";

const TOKEN: Setting = { argument: "token", config: "example:token", variable: "EXAMPLE_TOKEN" };
const ADDRESS: Setting = {
    argument: "url",
    config: "example:url",
    variable: "EXAMPLE_URL",
    byDefault: "the default",
};

/** The five places in their order: each with a value of its own, from the given one on. */
const PLACES = ["argument", "config", "recorded", "environment", "default"] as const;

function sourcesFrom(first: (typeof PLACES)[number], { config, variable }: Setting): SettingSources {
    const has = (place: (typeof PLACES)[number]) => PLACES.indexOf(place) >= PLACES.indexOf(first);
    return {
        ...(has("argument") ? { argument: "the argument" } : {}),
        config: (key) => (has("config") && key === config ? "the config" : undefined),
        ...(has("recorded") ? { recorded: "the recorded" } : {}),
        environment: has("environment") ? { [variable]: "the environment" } : {},
    };
}

const NOTHING = sourcesFrom("default", TOKEN);

test.each(PLACES)("of a setting in several places, the %s comes before all that follow", (place) => {
    expect(resolveSetting(ADDRESS, sourcesFrom(place, ADDRESS))).toBe(`the ${place}`);
});

test("a setting without a default may be nowhere", () => {
    expect(resolveSetting(TOKEN, NOTHING)).toBeUndefined();
});

test("an environment variable that is set to nothing counts as one that is not set", () => {
    const sources = { ...NOTHING, environment: { EXAMPLE_TOKEN: "", EXAMPLE_URL: "" } };
    expect(resolveSetting(TOKEN, sources)).toBeUndefined();
    expect(resolveSetting(ADDRESS, sources)).toBe("the default");
});

test("an argument, a config value or a recorded one that is empty is passed on: its check refuses it", () => {
    const later = sourcesFrom("environment", ADDRESS);
    expect(resolveSetting(ADDRESS, { ...later, argument: "" })).toBe("");
    expect(resolveSetting(ADDRESS, { ...later, config: () => "" })).toBe("");
    expect(resolveSetting(ADDRESS, { ...later, recorded: "" })).toBe("");
});

test("what is missing is said with every way to give it, as a secret unless a value is named", () => {
    expect(missingSetting(TOKEN, "token")).toBe(
        "no token. Give the argument `token`, run `pulumi config set --secret example:token`, or set EXAMPLE_TOKEN",
    );
    expect(missingSetting(ADDRESS, "address", "<url>")).toBe(
        "no address. Give the argument `url`, run `pulumi config set example:url <url>`, or set EXAMPLE_URL",
    );
});

test("a token that is needed comes from the same places, and its lack has a code", () => {
    expect(requireToken(TOKEN, sourcesFrom("config", TOKEN))).toBe("the config");
    let error: unknown;
    try {
        requireToken(TOKEN, NOTHING);
    } catch (thrown) {
        error = thrown;
    }
    expect(error).toBeInstanceOf(ApiTokenError);
    expect(error).toMatchObject({ code: "ERR_NO_TOKEN", message: missingSetting(TOKEN, "token") });
});

test.each([
    ["https://api.example.com/v7", "https://api.example.com/v7"],
    ["https://api.example.com/v7/", "https://api.example.com/v7"],
    ["https://api.example.com/v7///", "https://api.example.com/v7"],
    ["/", ""],
    ["", ""],
])("the address %j is kept as %j", (written, kept) => {
    expect(withoutTrailingSlash(written)).toBe(kept);
});

test("an address that is no text is kept as it is", () => {
    expect(withoutTrailingSlash(7070 as unknown as string)).toBe(7070);
});
