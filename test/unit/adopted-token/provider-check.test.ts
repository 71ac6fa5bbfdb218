import { UNKNOWN } from "../../../src/pulumi/unknown";
import {
    BASE_URL,
    CUTOVER,
    cutover,
    type Inputs,
    providerFailureOf,
    type Settings,
    TOKEN,
    VERSIO,
    versio,
} from "./provider-stage";

test("check fills in server and environment: the argument first, then config, state, environment, default", async () => {
    const environment = { VERSIO_URL: "https://environment", VERSIO_ENVIRONMENT: "environment" };
    const config = { "versio:url": "https://config/", "versio:environment": "config" };
    const olds = { ...VERSIO, serverUrl: "https://state", environment: "state" };
    const news = { ...VERSIO, serverUrl: "https://argument", environment: "argument" };
    const filledIn = async (settings: Settings, before: object | undefined, given: Inputs) => {
        const { inputs, failures } = await (await versio(settings)).check(before, given);
        expect(failures).toEqual([]);
        return [inputs?.serverUrl, inputs?.environment];
    };
    expect(await filledIn({ config, environment }, olds, news)).toEqual(["https://argument", "argument"]);
    expect(await filledIn({ config, environment }, olds, VERSIO)).toEqual(["https://config", "config"]);
    expect(await filledIn({ environment }, olds, VERSIO)).toEqual(["https://state", "state"]);
    expect(await filledIn({ environment }, undefined, VERSIO)).toEqual([
        "https://environment",
        "environment",
    ]);
    expect(await filledIn({}, { ...VERSIO, environment: "state" }, VERSIO)).toEqual([
        "https://live.versio.io",
        "state",
    ]);
});

test("check fills in the address of Cutover in the same order, without /core", async () => {
    const environment = { CUTOVER_BASE_URL: "https://environment/core" };
    const config = { "cutover:baseUrl": "https://config/core/" };
    const filledIn = async (settings: Settings, before: object | undefined, given: Inputs) =>
        (await (await cutover(settings)).check(before, given)).inputs?.baseUrl;
    const olds = { ...CUTOVER, baseUrl: "https://state" };
    const news = { ...CUTOVER, baseUrl: "https://argument/core" };
    expect(await filledIn({ config, environment }, olds, news)).toBe("https://argument");
    expect(await filledIn({ config, environment }, olds, CUTOVER)).toBe("https://config");
    expect(await filledIn({ environment }, olds, CUTOVER)).toBe("https://state");
    expect(await filledIn({ environment }, undefined, CUTOVER)).toBe("https://environment");
});

test("check leaves what belongs to the dynamic host as it is", async () => {
    const given = { ...CUTOVER, baseUrl: BASE_URL, __provider: "pointer" };
    expect(await (await cutover()).check({}, given)).toEqual({ inputs: given, failures: [] });
});

test.each<[string, () => Promise<unknown>, string, string]>([
    ["no environment", async () => (await versio()).check({}, VERSIO), "ERR_INPUT", "versio:environment"],
    [
        "no token for Versio.io",
        async () => (await versio()).check({}, { ...VERSIO, environment: "e", token: undefined } as never),
        "ERR_NO_TOKEN",
        "VERSIO_APITOKEN",
    ],
    ["no address", async () => (await cutover()).check({}, CUTOVER), "ERR_INPUT", "CUTOVER_BASE_URL"],
    [
        "no token for Cutover",
        async () => (await cutover()).check({}, { ...CUTOVER, baseUrl: BASE_URL, token: undefined } as never),
        "ERR_NO_TOKEN",
        "CUTOVER_API_TOKEN",
    ],
    [
        "neither label nor id",
        async () => (await cutover()).check({}, { ...CUTOVER, baseUrl: BASE_URL, label: undefined } as never),
        "ERR_INPUT",
        "label of the token, or its tokenId",
    ],
])("check with %s says where it may be given", async (_name, call, code, words) => {
    const { message } = await providerFailureOf(call());
    expect(message).toContain(words);
    expect(message).toContain(`[${code}]`);
});

test.each<[string, NodeJS.ProcessEnv, string]>([
    ["a relative journal", { PULUMI_API_TOKENS_JOURNAL: "journal" }, "PULUMI_API_TOKENS_JOURNAL must be"],
    ["a request without an end", { PULUMI_API_TOKENS_TOTAL_TIMEOUT: "1h" }, "TOTAL_TIMEOUT must be"],
])("check refuses %s, before anything needs it", async (_name, environment, words) => {
    const given = { ...CUTOVER, baseUrl: BASE_URL };
    const { message } = await providerFailureOf((await cutover({ environment })).check({}, given));
    expect(message).toContain(words);
    expect(message).toContain("[ERR_INPUT]");
});

test("check names no property in its failures: with one the engine prints the value", async () => {
    const given = { ...CUTOVER, baseUrl: BASE_URL, token: TOKEN.slice(1), maxAge: "30d" };
    const { failures } = await (await cutover()).check({}, given);
    expect(failures).toEqual([
        {
            property: "",
            reason: expect.stringMatching(/^token: .* 47 characters.*\[ERR_INPUT\]$/) as string,
        },
        {
            property: "",
            reason: expect.stringMatching(/^maxAge: "30d" is no more than remindBefore/) as string,
        },
    ]);
});

test("check waits with what depends on values that preview does not know", async () => {
    const given = { ...CUTOVER, baseUrl: UNKNOWN, token: UNKNOWN, maxAge: "20d", remindBefore: UNKNOWN };
    expect((await (await cutover()).check({}, given)).failures).toEqual([]);
});
