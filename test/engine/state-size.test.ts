import { filesOf, openStack } from "../support/stack";
import { useStackStage } from "../support/stack-stage";

jest.setTimeout(180_000);
const stage = useStackStage();

/** Where in the program a resource stands: the engine writes it, as long as the path of this checkout. */
const PLACES = ["sourcePosition", "stackTrace"];

function withoutPlaces(key: string, value: unknown): unknown {
    return PLACES.includes(key) ? undefined : value;
}

/** The programs that the benchmarks compare, with one token each. */
async function stateOfToken(program: string, uid: string, files: string[]): Promise<number> {
    const folder = `bench/programs/${program}`;
    const sources = Object.entries(filesOf(...files.map((file) => `${folder}/${file}`)));
    const stack = await openStack(stage, {
        name: program,
        files: {
            ...Object.fromEntries(sources.map(([name, text]) => [name.slice(folder.length + 1), text])),
            "tokens.dev.json": JSON.stringify([await stage.newToken(uid)]),
        },
    });
    stack.configure({ release: "1" });
    await stack.up();
    const { resources } = await stack.exportState();
    const tokens = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
    expect(tokens).toHaveLength(1);
    return Buffer.byteLength(JSON.stringify(tokens, withoutPlaces));
}

test("a token takes at most half the state of a bare dynamic resource that does the same job", async () => {
    const program = ["Pulumi.yaml", "package.json", "index.js"];
    const ours = await stateOfToken("api-tokens", "1001", program);
    const bare = await stateOfToken("bare-tokens", "1002", [...program, "provider.js"]);
    expect(ours / bare).toBeLessThanOrEqual(0.5);
});
