import { existsSync } from "node:fs";
import { join } from "node:path";
import { UNKNOWN } from "../../src/pulumi/unknown";
import { pluginFailureOf } from "../support/plugin-failure";
import type { PluginProcess } from "../support/plugin-process";
import { PluginStage, POINTER } from "../support/plugin-stage";

const stage = PluginStage.use();
const ARGUMENT = "https://argument.example.com/v7";
const CONFIG = "https://config.example.com/v7";
const ENVIRONMENT = "https://environment.example.com/v7";
const RECORDED = "https://recorded.example.com/v7";
const news = { __provider: POINTER, resourceName: "ci", bootstrapToken: "pasted" };

/** A failure about one input. It names no property: the engine would print that one's value. */
const failure = (property: string, words: string) => ({
    property: "",
    reason: expect.stringMatching(new RegExp(`^${property}: .*${words}.* \\[ERR_INPUT\\]$`)) as string,
});

let bare: PluginProcess;
let settled: PluginProcess;
let configured: PluginProcess;

beforeAll(async () => {
    bare = await stage.plugin();
    settled = await stage.plugin({ environment: { TE_API_ENDPOINT: `${ENVIRONMENT}/` } });
    configured = await stage.plugin({
        environment: { TE_API_ENDPOINT: ENVIRONMENT },
        config: { "thousandeyes:apiEndpoint": CONFIG, "rotate:apiEndpoint": "https://other.example.com" },
    });
});

describe("the endpoint that check leaves in the inputs", () => {
    const endpointFrom = async (plugin: PluginProcess, olds: object, argument?: string) => {
        const asked = argument === undefined ? news : { ...news, apiEndpoint: argument };
        return (await plugin.check({ ...olds }, asked)).inputs.apiEndpoint;
    };
    const known = { resourceName: "ci", apiEndpoint: RECORDED };

    test("is the vendor's when nothing says otherwise", async () => {
        expect(await endpointFrom(bare, {})).toBe("https://api.thousandeyes.com/v7");
    });

    test("is that of the environment at first, without its trailing slash", async () => {
        expect(await endpointFrom(settled, {})).toBe(ENVIRONMENT);
    });

    test("stays the recorded one under another environment", async () => {
        expect(await endpointFrom(settled, known)).toBe(RECORDED);
    });

    test("is that of the stack's config before what is recorded", async () => {
        expect(await endpointFrom(configured, known)).toBe(CONFIG);
    });

    test("is the argument before the config", async () => {
        expect(await endpointFrom(configured, known, ARGUMENT)).toBe(ARGUMENT);
    });
});

describe("check", () => {
    test("accepts an end although onCreate is not known before up", async () => {
        const asked = { ...news, apiEndpoint: ARGUMENT, onCreate: UNKNOWN, validUntil: "2100-01-01" };
        expect((await bare.check({}, asked)).failures).toEqual([]);
    });

    test("names an endpoint of another type as a mistake", async () => {
        const { failures } = await bare.check({}, { ...news, apiEndpoint: 7070 });
        expect(failures).toEqual([failure("apiEndpoint", "expected string")]);
    });

    test("refuses a list where triggers belong", async () => {
        const asked = { ...news, apiEndpoint: ARGUMENT, rotation: { triggers: ["1"] } };
        const { failures } = await bare.check({}, asked);
        expect(failures).toEqual([failure("rotation.triggers", "expected record")]);
    });

    test("leaves good inputs as they are", async () => {
        const asked = {
            ...news,
            apiEndpoint: ARGUMENT,
            rotation: { every: "90d", triggers: { release: "1" } },
        };
        expect(await bare.check({}, asked)).toEqual({ inputs: asked, failures: [] });
    });

    test("names the property and the reason of every mistake, and shows no token", async () => {
        const asked = { ...news, bootstrapToken: "hush hush", rotation: { every: "1d" } };
        const { failures } = await bare.check({}, asked);
        expect(failures).toEqual([
            failure("bootstrapToken", "a space or a line break"),
            failure("rotation.every", "at least 14d"),
        ]);
        expect(JSON.stringify(failures)).not.toContain("hush");
    });

    test("refuses an endpoint in clear that comes from the config", async () => {
        const plugin = await stage.plugin({
            config: { "thousandeyes:apiEndpoint": "http://api.example.com/v7" },
        });
        expect((await plugin.check({}, news)).failures).toEqual([failure("apiEndpoint", "in clear")]);
    });

    test.each([
        ["~/api-tokens", "no shell is there to replace ~"],
        ["api-tokens", "write it from the root folder on"],
    ])("refuses %s as the place of the journal, and makes no folder of that name", async (path, words) => {
        const plugin = await stage.run({ environment: { PULUMI_API_TOKENS_JOURNAL: path } });
        const { message } = await pluginFailureOf(plugin.check({}, news));
        expect(message).toContain(`PULUMI_API_TOKENS_JOURNAL must be an absolute path, and is "${path}"`);
        expect(message).toMatch(new RegExp(`${words}.* \\[ERR_INPUT\\]$`));
        expect(existsSync(join(__dirname, "..", "..", "examples", "rotate", path))).toBe(false);
    });

    test("asks for a bootstrap token at create, and no longer after", async () => {
        const asked = { __provider: POINTER, resourceName: "ci", apiEndpoint: ARGUMENT };
        expect((await bare.check({}, asked)).failures).toEqual([
            failure("bootstrapToken", "a new token needs bootstrapToken"),
        ]);
        expect((await bare.check(news, asked)).failures).toEqual([]);
    });

    test("refuses to adopt a token whose end has passed, and no longer once it is adopted", async () => {
        const asked = { ...news, onCreate: "adopt", validUntil: "2020-01-01" };
        expect((await bare.check({}, asked)).failures).toEqual([
            failure("validUntil", "that time has passed: the token is dead already"),
        ]);
        expect((await bare.check(news, asked)).failures).toEqual([]);
    });

    test.each([
        ["the bootstrap token", { bootstrapToken: UNKNOWN }],
        ["the endpoint", { apiEndpoint: UNKNOWN }],
        ["the end of an adopted token", { onCreate: "adopt", validUntil: UNKNOWN }],
        ["a trigger", { rotation: { triggers: { release: UNKNOWN } } }],
        ["the whole rotation", { rotation: UNKNOWN }],
    ])("accepts that %s is not known before up, and keeps it so", async (_name, changes) => {
        const asked = { ...news, apiEndpoint: ARGUMENT, ...changes };
        expect(await bare.check({}, asked)).toEqual({ inputs: asked, failures: [] });
    });

    test("finds mistakes beside what is not known before up", async () => {
        const asked = {
            ...news,
            bootstrapToken: UNKNOWN,
            rotation: { every: "soon", beforeExpiry: UNKNOWN },
        };
        expect((await bare.check({}, asked)).failures).toEqual([
            failure("rotation.every", "is not a duration"),
        ]);
    });
});

afterEach(async () => {
    for (const plugin of [bare, settled, configured]) {
        expect(await plugin.said()).toEqual({ stdout: "", stderr: "" });
    }
});
