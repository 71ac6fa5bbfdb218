import { fingerprint } from "../../../src/base/fingerprint";
import { UNKNOWN } from "../../../src/pulumi/unknown";
import { userAppTokenSystem } from "../../../src/systems/cutover/user-app-token-system";
import { day } from "../../support/token-state";
import {
    BASE_URL,
    CUTOVER,
    cutover,
    type Inputs,
    type Outputs,
    providerFailureOf,
    ProviderStage,
    TOKEN,
} from "./provider-stage";

const OTHER = "fedcba9876543210".repeat(3);
const KNOWN: Inputs = { ...CUTOVER, baseUrl: BASE_URL };
const OLDS: Outputs = {
    ...KNOWN,
    tokenFingerprint: fingerprint(TOKEN),
    adoptedAt: "2030-01-01T00:00:00Z",
    expiresAt: "2030-03-01T00:00:00Z",
    tokenId: "301",
    status: "active",
};
const NOTHING = { changes: false, replaces: [] };
const CHANGES = { changes: true, replaces: [] };
const EXPIRES = expect.stringMatching(
    /^robot: warning: token \w+ expires at 2030-03-01T00:00:00Z, 19 days/,
) as string;

describe("diff", () => {
    /** What is found and said of changed inputs, `at` some time. */
    async function diffOf(changes: Partial<Record<keyof Inputs, unknown>>, olds = OLDS, at = day(0)) {
        const provider = await cutover({ now: at });
        const news = { ...KNOWN, ...changes } as Inputs;
        await provider.check(olds, news);
        return { found: await provider.diff("102/CI", olds, news), said: provider.said };
    }

    test("of nothing says nothing", async () => {
        expect(await diffOf({})).toEqual({ found: NOTHING, said: [] });
    });

    test("of another user is another resource", async () => {
        expect((await diffOf({ userId: "103" })).found).toEqual({ changes: true, replaces: ["userId"] });
    });

    test("of another token is a swap, with its reason", async () => {
        const reason = `robot: another token was given: it takes the place of ${fingerprint(TOKEN)}`;
        expect(await diffOf({ token: OTHER })).toEqual({ found: CHANGES, said: [reason] });
    });

    test.each<[string, Partial<Inputs>, string]>([
        ["settings", { revoke: true }, "robot"],
        ["the resource's name", { resourceName: "renamed" }, "renamed"],
    ])("of %s is a record, with its reason", async (_name, changes, name) => {
        const said = [`${name}: settings change, the token stays`];
        expect(await diffOf(changes)).toEqual({ found: CHANGES, said });
    });

    test("of a token that is due warns and changes nothing, or fails", async () => {
        expect(await diffOf({}, OLDS, day(40))).toEqual({ found: NOTHING, said: [EXPIRES] });
        const failing: Outputs = { ...OLDS, onDue: "fail" };
        const { message, stack } = await providerFailureOf(diffOf({ onDue: "fail" }, failing, day(40)));
        expect(message).toMatch(/^robot: token \w+ expires at .*\[ERR_TOKEN_DUE\]$/);
        expect(stack).not.toContain("at ");
    });

    test("of settings of a token that is due is a record, and a warning besides", async () => {
        expect(await diffOf({ revoke: true }, OLDS, day(40))).toEqual({
            found: CHANGES,
            said: ["robot: settings change, the token stays", EXPIRES],
        });
    });

    test("of a token that is not known yet says that up decides", async () => {
        expect(await diffOf({ token: UNKNOWN })).toEqual({
            found: CHANGES,
            said: [expect.stringContaining("what happens is decided in up")],
        });
    });

    test("in a refresh says nothing: no program was run", async () => {
        const provider = await cutover({ now: day(400) });
        expect(await provider.diff("102/CI", OLDS, { ...KNOWN, token: OTHER })).toEqual({ changes: false });
        expect(provider.said).toEqual([]);
    });
});

test("what belongs to the dynamic host is kept with the outputs, and the newer name counts", async () => {
    const provider = await cutover();
    const unchecked = { ...KNOWN, verify: false, __provider: "pointer" };
    const { id, outs } = await provider.create(unchecked);
    expect(id).toBe("102/CI");
    expect(outs).toMatchObject(unchecked);
    const renamed = { ...unchecked, resourceName: "renamed", __provider: "newer pointer" };
    const known = outs as Outputs;
    expect((await provider.update("102/CI", known, renamed)).outs).toEqual({ ...known, ...renamed });
    expect(await provider.read("102/CI", known)).toEqual({ id: "102/CI", props: known });
});

test("a swap for a token that is due warns, also when the resource has another name by then", async () => {
    const provider = await cutover();
    const news: Inputs = { ...KNOWN, verify: false, token: OTHER, validUntil: "2030-01-10" };
    for (const resourceName of ["robot", "renamed"]) {
        await provider.update("102/CI", OLDS, { ...news, resourceName });
        expect(provider.said).toContainEqual(
            expect.stringMatching(
                `^${resourceName}: warning: token \\w+ expires at 2030-01-10T00:00:00Z, 9 days`,
            ),
        );
    }
});

test("an import is refused, since there is no token in it", async () => {
    expect((await providerFailureOf((await cutover()).read("102/CI"))).message).toContain(
        "cannot be imported",
    );
});

test("a failure shows no token, neither a new one nor those of the state", async () => {
    const [previousToken, adminToken] = ["a".repeat(48), "b".repeat(48)];
    const news: Inputs = { ...KNOWN, token: OTHER, adminToken };
    const olds = { ...CUTOVER, previousToken } as Outputs;
    const leaking = () => {
        throw new Error(`odd ${TOKEN} ${OTHER} ${previousToken} ${adminToken}`);
    };
    const system = { ...userAppTokenSystem, idOf: leaking, resolve: leaking, check: leaking };
    const provider = await ProviderStage.of(system);
    const intro = "robot: a defect of pulumi-api-tokens, please report it: odd";
    expect((await providerFailureOf(provider.check(olds, news))).message).toBe(
        `${intro} [token] [token] [token] [token] [ERR_INTERNAL]`,
    );
    expect((await providerFailureOf(provider.update("102/CI", olds, news))).message).toBe(
        `${intro} [token] [token] [token] [token] [ERR_INTERNAL]`,
    );
    expect((await providerFailureOf(provider.create(news))).message).toBe(
        `${intro} ${TOKEN} [token] ${previousToken} [token] [ERR_INTERNAL]`,
    );
});
