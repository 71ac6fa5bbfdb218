// Makes the provider's schema of the types and doc comments in src/systems, for whatever src/plugin/catalog.ts lists: to
// be run after the build.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SchemaTypes, textOf } from "./provider-schema/types.mjs";
import { SourceReader } from "./provider-schema/sources.mjs";

const root = join(import.meta.dirname, "..");
const require = createRequire(import.meta.url);

/** @typedef {import("./provider-schema/types.mjs").Spec} Spec */

/** @type {typeof import("../src/plugin/catalog.js")} */
const { FUNCTIONS, RESOURCES } = require(join(root, "dist/plugin/catalog.js"));
/** @type {typeof import("../src/plugin/settings.js")} */
const { DESCRIPTIONS, inOwnWords, PACKAGE, SECRET_SETTINGS } = require(join(root, "dist/plugin/settings.js"));
/** @type {{ version: string, description: string, keywords: string[], license: string }} */
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const sources = new SourceReader(root);

/** @param {string} token */
const moduleOf = (token) => token.split(":")[1] ?? "";

/**
 * @param {Record<string, Spec>} properties
 * @param {readonly string[]} secrets
 */
function marked(properties, secrets) {
    const entries = Object.entries(properties);
    return Object.fromEntries(
        entries.map(([name, spec]) => [name, secrets.includes(name) ? { ...spec, secret: true } : spec]),
    );
}

const types = new SchemaTypes(sources.checker, PACKAGE, inOwnWords);

const resources = Object.entries(RESOURCES).map(([token, { secrets, source }]) => {
    const inputs = types.objectOf(sources.typeOf(source.file, source.args), moduleOf(token));
    const outputs = types.objectOf(
        sources.typeOf(source.file, source.class),
        moduleOf(token),
        inputs.properties,
    );
    return [
        token,
        {
            description: inOwnWords(textOf(sources.symbolOf(source.file, source.class), sources.checker)),
            inputProperties: marked(inputs.properties, secrets),
            requiredInputs: inputs.required,
            properties: marked(outputs.properties, secrets),
            required: outputs.required,
        },
    ];
});

const functions = Object.entries(FUNCTIONS).map(([token, { secrets, source }]) => {
    const { args, result } = sources.signatureOf(source.types, source.run);
    const inputs = types.objectOf(args, moduleOf(token));
    const outputs = types.objectOf(result, moduleOf(token));
    return [
        token,
        {
            description: inOwnWords(textOf(sources.symbolOf(source.file, source.name), sources.checker)),
            inputs: {
                type: "object",
                properties: marked(inputs.properties, secrets),
                required: inputs.required,
            },
            outputs: {
                type: "object",
                properties: marked(outputs.properties, secrets),
                required: outputs.required,
            },
        },
    ];
});

const settings = Object.fromEntries(
    [...DESCRIPTIONS].map(([name, description]) => [
        name,
        { type: "string", description, ...(SECRET_SETTINGS.includes(name) ? { secret: true } : {}) },
    ]),
);

const schema = {
    name: PACKAGE,
    displayName: "API tokens",
    version: manifest.version,
    description: manifest.description,
    keywords: [...manifest.keywords, "category/utility", "kind/native"],
    license: manifest.license,
    language: {
        python: {
            packageName: "pulumi_api_tokens",
            pyproject: { enabled: true },
            respectSchemaVersion: true,
        },
        go: { importBasePath: "pulumi-api-tokens/sdk/go/apitokens", respectSchemaVersion: true },
        nodejs: { packageName: "pulumi-api-tokens-sdk", respectSchemaVersion: true },
        csharp: { respectSchemaVersion: true },
    },
    config: { variables: settings },
    provider: {
        description: "The settings of the provider. Each one may be left out.",
        inputProperties: settings,
    },
    types: types.named,
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(functions),
};

writeFileSync(join(root, "dist/plugin/schema.json"), `${JSON.stringify(schema, undefined, 2)}\n`);
