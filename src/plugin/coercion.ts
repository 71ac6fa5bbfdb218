import { UNKNOWN } from "../pulumi/unknown";
import type { PackageSchema, TypeSpec } from "./schema";

type Types = PackageSchema["types"];

/**
 * A value as the schema wants it, where what is meant is clear: a program in YAML has numbers where it looks like one,
 * and config has nothing but text. Anything else stays as it is, for the check to speak of.
 */
export function coerce(value: unknown, spec: TypeSpec | undefined, types: Types): unknown {
    if (spec === undefined || value === UNKNOWN) {
        return value;
    }
    if (spec.$ref !== undefined) {
        const named = types[spec.$ref.replace("#/types/", "")];
        return named?.properties === undefined
            ? coerce(value, { type: named?.type ?? "string" }, types)
            : coerceAll(value, named.properties, types);
    }
    switch (spec.type) {
        case "string":
            return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
        case "boolean":
            return value === "true" || (value === "false" ? false : value);
        case "array":
            return Array.isArray(value) ? value.map((part) => coerce(part, spec.items, types)) : value;
        default:
            return mapObject(value, (part) => coerce(part, spec.additionalProperties, types));
    }
}

/** The same for all properties of an object. One that the schema does not know stays. */
export function coerceAll<T>(value: T, specs: Readonly<Record<string, TypeSpec>>, types: Types): T {
    return mapObject(value, (part, key) => coerce(part, specs[key], types)) as T;
}

function mapObject(value: unknown, map: (part: unknown, key: string) => unknown): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, map(part, key)]));
}
