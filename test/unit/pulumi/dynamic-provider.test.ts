import { ApiTokenError } from "../../../src/base/errors";
import { DynamicProvider } from "../../../src/pulumi/dynamic-provider";
import { PluginRun } from "../../../src/pulumi/plugin-run";
import { ProviderError, ResourceInitError } from "../../../src/pulumi/provider-error";
import type { ResourceHost } from "../../../src/pulumi/resource-host";
import { PartialFailure, type TokenResource } from "../../../src/pulumi/token-resource";
import { failureAs } from "../../support/failure-of";

interface Inputs {
    readonly pasted?: string;
}
interface Outputs {
    readonly token: string;
    readonly owner: string;
}

const POINTER = "exports.handler = …";
const HOSTS = { __provider: POINTER, resourceName: "ci" };
const RENAMED = { __provider: "a newer pointer", resourceName: "robot" };
const NEWS = { pasted: "pasted-token", ...HOSTS };
const OUTPUTS: Outputs = { token: "token-in-state", owner: "1001" };
const OLDS = { ...OUTPUTS, ...HOSTS };
const FAILURE = new ApiTokenError("ERR_CONNECTION", "unreachable");

/** What the resource was called with. */
let calls: { name: string; given: unknown[]; host: ResourceHost }[];
/** What it does at a call that gives outputs. */
let outcome: () => Outputs;
let provider: DynamicProvider<Inputs, Outputs>;

const note = (name: string, host: ResourceHost, ...given: unknown[]) => {
    calls.push({ name, given, host });
};
const given = () => calls.map((call) => call.given);

const resource: TokenResource<Inputs, Outputs> = {
    tokenProperties: ["pasted", "token"],
    tokenSetting: { argument: "token", config: "one:token", variable: "ONE_TOKEN" },
    importProblem: "declare it instead",
    idOf: ({ owner }) => owner,
    check: (olds, news, host) => {
        note("check", host, olds, news);
        return Promise.resolve({
            inputs: { ...news, filledIn: true },
            problems: [{ property: "pasted", reason: "is empty" }],
        });
    },
    diff: (olds, news, host) => {
        note("diff", host, olds, news);
        return Promise.resolve({ changes: true });
    },
    create: async (inputs, host) => {
        note("create", host, inputs);
        return Promise.resolve(outcome());
    },
    update: async (olds, news, host) => {
        note("update", host, olds, news);
        return Promise.resolve(outcome());
    },
    refresh: async (outputs, host) => {
        note("refresh", host, outputs);
        return Promise.resolve(outcome());
    },
    import: (id, token, host) => {
        note("import", host, id, token);
        return Promise.resolve({ inputs: {}, outputs: outcome() });
    },
    delete: (outputs, host) => {
        note("delete", host, outputs);
        return Promise.resolve();
    },
};

beforeEach(() => {
    calls = [];
    outcome = () => OUTPUTS;
    provider = new DynamicProvider(
        resource,
        new PluginRun({ PULUMI_API_TOKENS_JOURNAL: "/nowhere" }, () => 0),
    );
});

describe("the host's own properties", () => {
    test("are shown to the resource at no call", async () => {
        await provider.check({ pasted: "before", ...HOSTS }, NEWS);
        await provider.diff("1001", OLDS, NEWS);
        await provider.create(NEWS);
        await provider.update("1001", OLDS, NEWS);
        await provider.read("1001", OLDS);
        await provider.delete("1001", OLDS);
        const news = { pasted: "pasted-token" };
        expect(calls.map(({ name, given: own }) => [name, ...own])).toEqual([
            ["check", { pasted: "before" }, news],
            ["diff", OUTPUTS, news],
            ["create", news],
            ["update", OUTPUTS, news],
            ["refresh", OUTPUTS],
            ["delete", OUTPUTS],
        ]);
    });

    test("come back with what is kept in state", async () => {
        expect((await provider.check(undefined, NEWS)).inputs).toEqual({ ...NEWS, filledIn: true });
        expect(await provider.create(NEWS)).toEqual({ id: "1001", outs: OLDS });
        expect(await provider.update("1001", OLDS, NEWS)).toEqual({ outs: OLDS });
        expect(await provider.read("1001", OLDS)).toEqual({ id: "1001", props: OLDS });
    });

    test("of the program take the place of those in state", async () => {
        const { outs } = await provider.update("1001", OLDS, { ...NEWS, ...RENAMED });
        expect(outs).toEqual({ ...OUTPUTS, ...RENAMED });
    });

    test("come with the outputs of a failure, those of the program before those in state", async () => {
        outcome = () => {
            throw new PartialFailure(FAILURE, OUTPUTS, "It is kept.");
        };
        const created = await failureAs(ResourceInitError, provider.create(NEWS));
        const renamed = { ...NEWS, ...RENAMED };
        const updated = await failureAs(ResourceInitError, provider.update("1001", OLDS, renamed));
        expect(created).toMatchObject({ id: "1001", properties: OLDS });
        expect(updated).toMatchObject({ id: "1001", properties: { ...OUTPUTS, ...RENAMED } });
        expect([created, updated].map(({ message }) => message)).toEqual([
            "ci: unreachable [ERR_CONNECTION] It is kept.",
            "robot: unreachable [ERR_CONNECTION] It is kept.",
        ]);
    });

    test("are none where the state has none", async () => {
        expect(await provider.read("1001", OUTPUTS as typeof OLDS)).toEqual({ id: "1001", props: OUTPUTS });
    });
});

describe("a name", () => {
    const seen = () => calls.map(({ host: { resourceName, isRenamed } }) => [resourceName, isRenamed]);

    test("is the program's, and a resource that the state has under another one is told so", async () => {
        const renamed = { ...NEWS, ...RENAMED };
        await provider.check({ pasted: "before", ...HOSTS }, renamed);
        await provider.diff("1001", OLDS, renamed);
        await provider.update("1001", OLDS, renamed);
        expect(seen()).toEqual(Array(3).fill(["robot", true]));
    });

    test("that stays, or of which there is one alone, is no other one", async () => {
        await provider.check(undefined, NEWS);
        await provider.check({}, NEWS);
        await provider.create(NEWS);
        await provider.update("1001", OLDS, NEWS);
        await provider.read("1001", OLDS);
        await provider.delete("1001", OLDS);
        expect(seen()).toEqual(Array(6).fill(["ci", false]));
    });
});

test("a state that another host has written is to be recorded, whether or not anything else changed", async () => {
    await provider.check(undefined, NEWS);
    await provider.diff("1001", OUTPUTS as typeof OLDS, NEWS);
    expect(await provider.update("1001", OUTPUTS as typeof OLDS, NEWS)).toEqual({ outs: OLDS });
    expect(calls.map(({ name, host }) => [name, host.isRenamed])).toEqual([
        ["check", false],
        ["diff", true],
        ["update", true],
    ]);
});

describe("checking", () => {
    test("a new resource has no inputs in state, whatever the engine gives for them", async () => {
        await provider.check(undefined, NEWS);
        await provider.check({}, NEWS);
        expect(given().map(([olds]) => olds)).toEqual([undefined, undefined]);
    });

    test("names the input in the reason: with a property the engine would print its value", async () => {
        const { failures } = await provider.check(undefined, NEWS);
        expect(failures).toEqual([{ property: "", reason: "pasted: is empty [ERR_INPUT]" }]);
    });
});

describe("a diff", () => {
    test("without a check, as in a refresh, says no changes and does not ask the resource", async () => {
        await provider.check(undefined, { ...NEWS, ...RENAMED });
        calls = [];
        expect(await provider.diff("1001", OLDS, NEWS)).toEqual({ changes: false });
        expect(calls).toEqual([]);
    });

    test("after a check says what the resource says, and that nothing is replaced unless it says so", async () => {
        await provider.check(undefined, NEWS);
        expect(await provider.diff("1001", OLDS, NEWS)).toEqual({ changes: true, replaces: [] });
    });
});

test("the stack's config is there for the calls that the SDK lets in while configure is pending", async () => {
    const config = { get: (key: string) => `value of ${key}`, require: (key: string) => key };
    const pending = provider.configure({ config });
    await provider.create(NEWS);
    await pending;
    expect(calls[0]?.host.setting("one:key")).toBe("value of one:key");
});

test("an import says why it cannot be done, and asks nothing of the resource", async () => {
    const { message } = await failureAs(ProviderError, provider.read("1001"));
    expect(message).toBe("ApiToken: declare it instead [ERR_INPUT]");
    expect(calls).toEqual([]);
});

test("no token of the inputs or of the state is told in an error, nor a new one", async () => {
    const words = new ApiTokenError("ERR_RESPONSE", "pasted-token, token-in-state, token-that-is-new");
    outcome = () => {
        throw words;
    };
    const { message } = await failureAs(ProviderError, provider.update("1001", OLDS, NEWS));
    expect(message).toBe("ci: [token], [token], token-that-is-new [ERR_RESPONSE]");
    outcome = () => {
        throw new PartialFailure(words, { ...OUTPUTS, token: "token-that-is-new" });
    };
    const partial = await failureAs(ResourceInitError, provider.update("1001", OLDS, NEWS));
    expect(partial.message).toBe("ci: [token], [token], [token] [ERR_RESPONSE]");
});
