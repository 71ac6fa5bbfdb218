import { readExport, UnreadableState } from "../../../src/cli/stacks/exported-state";
import { readStacks } from "../../../src/cli/stacks/read-stacks";
import { recorded } from "../../support/recorded";

function stateOf(...resources: object[]): string {
    return JSON.stringify({ version: 3, deployment: { resources } });
}

const urn = (type: string, name: string) => `urn:pulumi:dev::app::${type}::${name}`;

test("the recorded state has its nine tokens, by name and type, and what a run was cut off at", () => {
    const { tokens, cutOff, identity } = readExport(recorded("stack.json"));
    expect(tokens).toHaveLength(9);
    expect(tokens.filter(({ type }) => type === "thousandeyes:ApiToken")).toHaveLength(7);
    expect(cutOff).toEqual(["issued"]);
    expect(identity).toEqual({ project: "recorded", stack: "dev" });
    expect(tokens.filter(({ outputs }) => "token" in outputs || "previousToken" in outputs)).toEqual([]);
});

test.each(["pulumi-nodejs:dynamic/thousandeyes:ApiToken", "api-tokens:thousandeyes:ApiToken"])(
    "a token of type %s is one",
    (type) => {
        expect(readExport(stateOf({ urn: urn(type, "ci"), type, outputs: {} })).tokens).toMatchObject([
            { name: "ci", type: "thousandeyes:ApiToken" },
        ]);
    },
);

test("a token has its whole name, whatever is in it", () => {
    const type = "api-tokens:thousandeyes:ApiToken";
    const { tokens } = readExport(stateOf({ urn: urn(type, "ci::eu"), type, outputs: {} }));
    expect(tokens).toMatchObject([{ name: "ci::eu" }]);
});

test("a token that is about to be deleted is none, nor is a resource of another package", () => {
    const type = "pulumi-nodejs:dynamic/versio:ApiToken";
    const other = "acme:notversio:ApiTokens";
    const text = stateOf(
        { urn: urn(type, "old"), type, delete: true },
        { urn: urn(other, "x"), type: other },
    );
    expect(readExport(text).tokens).toEqual([]);
});

test("the journal that a stack's config names is found, unless it is secret", () => {
    const type = "pulumi:providers:pulumi-nodejs";
    const key = "pulumi-api-tokens:journal";
    const provider = (inputs: object) => stateOf({ urn: urn(type, "default"), type, inputs });
    expect(readExport(provider({ [key]: "s3://b/p" })).journal).toBe("s3://b/p");
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    expect(readExport(provider({ [key]: secret })).journal).toBeUndefined();
});

test.each(["", "{}", "[]", '{"version":3}', '{"version":9,"deployment":{}}'])("%j is no state", (text) => {
    expect(() => readExport(text)).toThrow(UnreadableState);
});

test("a stack that has never been deployed has no tokens", () => {
    expect(readExport('{"version":3,"deployment":{}}').tokens).toEqual([]);
});

test("stacks are read so many at a time, and come in their order", async () => {
    let running = 0;
    let most = 0;
    const run = async ([, , , stack = ""]: readonly string[]) => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, stack === "a/b/0" ? 30 : 5));
        running -= 1;
        return { code: 0, out: stateOf(), err: "" };
    };
    const stacks = Array.from({ length: 9 }, (_, index) => `a/b/${index}`);
    const readings = await readStacks(run, { stacks, all: false }, 3);
    expect(readings.map(({ stack }) => stack)).toEqual(stacks);
    expect(most).toBe(3);
});
