import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FUNCTIONS, RESOURCES } from "../../../src/plugin/catalog";
import { coerceAll } from "../../../src/plugin/coercion";
import type { PackageSchema, TypeSpec } from "../../../src/plugin/schema";
import { DESCRIPTIONS, inOwnWords, SECRET_SETTINGS, settingsOf } from "../../../src/plugin/settings";
import { UNKNOWN } from "../../../src/pulumi/unknown";

type Described = TypeSpec & { description?: string };

const root = join(__dirname, "../../..");
const schema = JSON.parse(readFileSync(join(root, "dist/plugin/schema.json"), "utf8")) as PackageSchema;
const { types } = schema;

describe("the schema", () => {
    test("has every resource and every look-up of the catalog, all of a resource's properties with what they are", () => {
        expect(Object.keys(schema.resources)).toEqual(Object.keys(RESOURCES));
        expect(Object.keys(schema.functions)).toEqual(Object.keys(FUNCTIONS));
        const specs = Object.values(schema.resources).flatMap(({ inputProperties, properties = {} }) => [
            ...Object.entries(inputProperties),
            ...Object.entries(properties),
        ]) as [string, Described][];
        expect(specs.length).toBeGreaterThan(50);
        expect(specs.filter(([, { description = "" }]) => description === "").map(([name]) => name)).toEqual(
            [],
        );
        expect(JSON.stringify(schema)).not.toMatch(/\{@link|`(thousandeyes|versio|cutover):\w+`/);
    });

    test.each(Object.entries(RESOURCES))(
        "marks the secrets of %s, and every input and output that holds a token",
        (type, { secrets, resource }) => {
            const { inputProperties = {}, properties = {} } = schema.resources[type] ?? {};
            const all = { ...inputProperties, ...properties };
            const marked = Object.keys(all).filter(
                (name) => (inputProperties[name] ?? properties[name])?.secret === true,
            );
            expect(marked.sort()).toEqual([...secrets].sort());
            expect(resource.tokenProperties.filter((name) => !secrets.includes(name))).toEqual([]);
        },
    );

    test("has no type that it does not name", () => {
        const references = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(
            ([, name = ""]) => name,
        );
        expect(references.filter((name) => types[name] === undefined)).toEqual([]);
        expect(Object.keys(types).filter((name) => !references.includes(name))).toEqual([]);
    });

    test("has every setting, of which the tokens are secret", () => {
        const { variables } = schema.config;
        expect(Object.keys(variables)).toEqual([...DESCRIPTIONS.keys()]);
        const secret = Object.keys(variables).filter((name) => variables[name]?.secret === true);
        expect(secret).toEqual(SECRET_SETTINGS);
    });
});

test("values take the form that the schema wants where they can, at any depth", () => {
    const inputs = schema.resources["api-tokens:thousandeyes:ApiToken"]?.inputProperties ?? {};
    const given = {
        onCreate: "adopt",
        rotation: { triggers: { release: 2, on: true, off: UNKNOWN } },
        validUntil: [1],
    };
    expect(coerceAll(given, inputs, types)).toEqual({
        ...given,
        rotation: { triggers: { release: "2", on: "true", off: UNKNOWN } },
    });
    const adopted = schema.resources["api-tokens:cutover:UserAppToken"]?.inputProperties ?? {};
    expect(coerceAll({ userId: 102, verify: "false", revoke: "true", label: "x" }, adopted, types)).toEqual({
        userId: "102",
        verify: false,
        revoke: true,
        label: "x",
    });
});

test("settings are found by the keys of the stack's config, and messages name them as the provider has them", () => {
    const settings = settingsOf({
        thousandeyesApiEndpoint: "https://one",
        journal: "backend",
        versioApiToken: 7,
    });
    expect(settings.get("thousandeyes:apiEndpoint")).toBe("https://one");
    expect(settings.get("pulumi-api-tokens:journal")).toBe("backend");
    expect(settings.get("versio:apiToken")).toBeUndefined();
    expect(settings.get("other:key")).toBeUndefined();
    expect(
        inOwnWords("run `pulumi config set --secret versio:apiToken`, or pulumi-api-tokens:retryBudget"),
    ).toBe("run `pulumi config set --secret api-tokens:versioApiToken`, or api-tokens:retryBudget");
    expect(inOwnWords("2030-01-01T00:00:00Z https://a:b urn:pulumi::x")).toBe(
        "2030-01-01T00:00:00Z https://a:b urn:pulumi::x",
    );
});
