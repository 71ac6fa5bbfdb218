import type { AdoptedTokenOutputs } from "../../../src/adopted-token/adopted-token-state";
import { AdoptedTokenProvider } from "../../../src/adopted-token/adopted-token-provider";
import type { UserAppTokenInputs } from "../../../src/cutover/user-app-token-inputs";
import { userAppTokenSystem } from "../../../src/cutover/user-app-token-system";
import { fingerprint } from "../../../src/lifecycle/fingerprint";
import { PluginContext } from "../../../src/plugin-context";
import { ProviderError } from "../../../src/pulumi/provider-error";
import { UNKNOWN } from "../../../src/pulumi/unknown";
import type { VersioTokenInputs } from "../../../src/versio/api-token-inputs";
import { versioTokenSystem } from "../../../src/versio/api-token-system";
import { day } from "../../support/token-state";

const TOKEN = "0123456789abcdef".repeat(3);
const OTHER = "fedcba9876543210".repeat(3);

let said: string[];
let now: number;

beforeEach(() => {
    said = [];
    now = day(0);
});

interface Setting {
    config?: Record<string, string>;
    environment?: NodeJS.ProcessEnv;
}

function pluginOf({ environment = {} }: Setting = {}): PluginContext {
    const report = {
        info: (name: string, text: string) => said.push(`${name}: ${text}`),
        warn: (name: string, text: string) => said.push(`${name}: warning: ${text}`),
    };
    return Object.assign(new PluginContext(environment, () => now), { report });
}

async function configured<P extends AdoptedTokenProvider<VersioTokenInputs & UserAppTokenInputs>>(
    provider: P,
    config: Record<string, string> = {},
): Promise<P> {
    const get = (key: string) => config[key];
    const require = (key: string) => config[key] ?? "";
    await provider.configure({ config: { get, require } });
    return provider;
}

type Both = VersioTokenInputs & UserAppTokenInputs;
const versio = (setting: Setting = {}) =>
    configured(new AdoptedTokenProvider<Both>(versioTokenSystem as never, pluginOf(setting)), setting.config);
const cutover = (setting: Setting = {}) =>
    configured(
        new AdoptedTokenProvider<Both>(userAppTokenSystem as never, pluginOf(setting)),
        setting.config,
    );

/** What a call failed with: what the engine shows of it. */
async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
    const outcome: unknown = await call.catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(ProviderError);
    return outcome as ProviderError;
}

const VERSIO = { resourceName: "ci", token: TOKEN, name: "ci" } as Both;
const CUTOVER = { resourceName: "robot", token: TOKEN, userId: "102", label: "CI" } as Both;
const BASE_URL = "https://api.example.cutover.com";

describe("check", () => {
    test("fills in server and environment: the argument first, then config, state, environment, default", async () => {
        const environment = { VERSIO_URL: "https://environment", VERSIO_ENVIRONMENT: "environment" };
        const config = { "versio:url": "https://config/", "versio:environment": "config" };
        const olds = { serverUrl: "https://state", environment: "state" };
        const news = { ...VERSIO, serverUrl: "https://argument", environment: "argument" };
        const filledIn = async (setting: Setting, before: object | undefined, given: Both) => {
            const { inputs, failures } = await (await versio(setting)).check(before, given);
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
        expect(await filledIn({}, { environment: "state" }, VERSIO)).toEqual([
            "https://live.versio.io",
            "state",
        ]);
    });

    test("fills in the address of Cutover in the same order, without /core", async () => {
        const environment = { CUTOVER_BASE_URL: "https://environment/core" };
        const config = { "cutover:baseUrl": "https://config/core/" };
        const filledIn = async (setting: Setting, before: object | undefined, given: Both) =>
            (await (await cutover(setting)).check(before, given)).inputs?.baseUrl;
        const [olds, news] = [{ baseUrl: "https://state" }, { ...CUTOVER, baseUrl: "https://argument/core" }];
        expect(await filledIn({ config, environment }, olds, news)).toBe("https://argument");
        expect(await filledIn({ config, environment }, olds, CUTOVER)).toBe("https://config");
        expect(await filledIn({ environment }, olds, CUTOVER)).toBe("https://state");
        expect(await filledIn({ environment }, undefined, CUTOVER)).toBe("https://environment");
    });

    test.each<[string, () => Promise<unknown>, string, string]>([
        ["no environment", async () => (await versio()).check({}, VERSIO), "ERR_INPUT", "versio:environment"],
        [
            "no token for Versio.io",
            async () =>
                (await versio()).check({}, { ...VERSIO, environment: "e", token: undefined } as never),
            "ERR_NO_TOKEN",
            "VERSIO_APITOKEN",
        ],
        ["no address", async () => (await cutover()).check({}, CUTOVER), "ERR_INPUT", "CUTOVER_BASE_URL"],
        [
            "no token for Cutover",
            async () =>
                (await cutover()).check({}, { ...CUTOVER, baseUrl: BASE_URL, token: undefined } as never),
            "ERR_NO_TOKEN",
            "CUTOVER_API_TOKEN",
        ],
        [
            "neither label nor id",
            async () =>
                (await cutover()).check({}, { ...CUTOVER, baseUrl: BASE_URL, label: undefined } as never),
            "ERR_INPUT",
            "label of the token, or its tokenId",
        ],
    ])("with %s says where it may be given", async (_name, call, code, words) => {
        const { message } = await failureOf(call());
        expect(message).toContain(words);
        expect(message).toContain(`[${code}]`);
    });

    test("names no property in its failures: with one the engine prints the value", async () => {
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

    test("waits with what depends on values that preview does not know", async () => {
        const given = { ...CUTOVER, baseUrl: UNKNOWN, token: UNKNOWN, maxAge: "20d", remindBefore: UNKNOWN };
        expect((await (await cutover()).check({}, given as Both)).failures).toEqual([]);
    });
});

describe("diff", () => {
    const known = { ...CUTOVER, baseUrl: BASE_URL };
    const olds = {
        ...known,
        tokenFingerprint: fingerprint(TOKEN),
        adoptedAt: "2030-01-01T00:00:00Z",
        expiresAt: "2030-03-01T00:00:00Z",
        tokenId: "301",
        status: "active",
    } as unknown as Both & AdoptedTokenOutputs;

    async function diffOf(news: Partial<Record<keyof Both, unknown>>, before = olds) {
        const provider = await cutover();
        const given = { ...known, ...news } as Both;
        await provider.check(before, given);
        return provider.diff("102/CI", before, given);
    }

    test("of nothing says nothing", async () => {
        expect(await diffOf({})).toEqual({ changes: false });
        expect(said).toEqual([]);
    });

    test("of another user is another resource", async () => {
        expect(await diffOf({ userId: "103" })).toEqual({ changes: true, replaces: ["userId"] });
    });

    test("of another token is a swap, and of settings a record, each with its reason", async () => {
        expect(await diffOf({ token: OTHER })).toEqual({ changes: true });
        expect(await diffOf({ revoke: true })).toEqual({ changes: true });
        expect(said).toEqual([
            `robot: another token was given: it takes the place of ${fingerprint(TOKEN)}`,
            "robot: settings change, the token stays",
        ]);
    });

    test("of a token that is due warns and changes nothing, or fails", async () => {
        now = day(40);
        expect(await diffOf({})).toEqual({ changes: false });
        expect(said).toEqual([
            expect.stringMatching(/^robot: warning: token \w+ ends at 2030-03-01T00:00:00Z, 19 days/),
        ]);
        const failing = { ...olds, onDue: "fail" } as typeof olds;
        const { message, stack } = await failureOf(diffOf({ onDue: "fail" }, failing));
        expect(message).toMatch(/^robot: token \w+ ends at .*\[ERR_TOKEN_DUE\]$/);
        expect(stack).not.toContain("at ");
    });

    test("of settings of a token that is due is a record, and a warning besides", async () => {
        now = day(40);
        expect(await diffOf({ revoke: true })).toEqual({ changes: true });
        expect(said).toEqual([
            "robot: settings change, the token stays",
            expect.stringMatching(/^robot: warning: token \w+ ends at 2030-03-01T00:00:00Z, 19 days/),
        ]);
    });

    test("of a token that is not known yet says that up decides", async () => {
        expect(await diffOf({ token: UNKNOWN })).toEqual({ changes: true });
        expect(said).toEqual([expect.stringContaining("what happens is decided in up")]);
    });

    test("in a refresh says nothing: no program was run", async () => {
        now = day(400);
        expect(await (await cutover()).diff("102/CI", olds, { ...known, token: OTHER })).toEqual({
            changes: false,
        });
        expect(said).toEqual([]);
    });
});

test("an import is refused, since there is no token in it", async () => {
    expect((await failureOf((await cutover()).read("102/CI"))).message).toContain("cannot be imported");
});

test("a failure shows no token, neither a new one nor those of the state", async () => {
    const [previousToken, adminToken] = ["a".repeat(48), "b".repeat(48)];
    const news = { ...CUTOVER, token: OTHER, adminToken, baseUrl: BASE_URL } as Both;
    const olds = { ...CUTOVER, previousToken } as unknown as Both & AdoptedTokenOutputs;
    const leaking = () => {
        throw new Error(`odd ${TOKEN} ${OTHER} ${previousToken} ${adminToken}`);
    };
    const system = { ...userAppTokenSystem, idOf: leaking, resolve: leaking, check: leaking };
    const provider = await configured(new AdoptedTokenProvider<Both>(system as never, pluginOf()));
    const intro = "robot: a defect of pulumi-api-tokens, please report it: odd";
    expect((await failureOf(provider.check(olds, news))).message).toBe(
        `${intro} [token] [token] [token] [token] [ERR_INTERNAL]`,
    );
    expect((await failureOf(provider.update("102/CI", olds, news))).message).toBe(
        `${intro} [token] [token] [token] [token] [ERR_INTERNAL]`,
    );
    expect((await failureOf(provider.create(news))).message).toBe(
        `${intro} ${TOKEN} [token] ${previousToken} [token] [ERR_INTERNAL]`,
    );
});
