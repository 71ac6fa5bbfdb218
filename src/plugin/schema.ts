import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The type of a property, as far as this provider looks at it. */
export interface TypeSpec {
    readonly type?: string;
    readonly $ref?: string;
    readonly items?: TypeSpec;
    readonly additionalProperties?: TypeSpec;
    readonly secret?: boolean;
}

interface ObjectSpec {
    readonly properties?: Readonly<Record<string, TypeSpec>>;
}

/** The schema of the package, as far as this provider looks at it. */
export interface PackageSchema {
    readonly version: string;
    readonly types: Readonly<Record<string, TypeSpec & ObjectSpec>>;
    readonly config: { readonly variables: Readonly<Record<string, TypeSpec>> };
    readonly resources: Readonly<
        Record<string, ObjectSpec & { readonly inputProperties: Readonly<Record<string, TypeSpec>> }>
    >;
    readonly functions: Readonly<Record<string, { readonly inputs?: ObjectSpec }>>;
}

let text: string | undefined;

/** What the build makes of the doc comments in `src/systems`. */
export function schemaText(): string {
    return (text ??= readFileSync(join(__dirname, "schema.json"), "utf8"));
}

let parsed: PackageSchema | undefined;

export function schema(): PackageSchema {
    return (parsed ??= JSON.parse(schemaText()) as PackageSchema);
}
