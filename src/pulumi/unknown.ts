/**
 * What a dynamic provider gets in place of a value that is not known before `up`.
 * Source: `unknownValue` in `@pulumi/pulumi/runtime/rpc`.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown, or holds something unknown at any depth. */
export function hasUnknown(value: unknown): boolean {
    if (typeof value === "object" && value !== null) {
        return Object.values(value).some(hasUnknown);
    }
    return value === UNKNOWN;
}

/** The known part of a value, at any depth. */
export function withoutUnknown(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value)) {
        return value.filter((part) => part !== UNKNOWN).map(withoutUnknown);
    }
    const known = Object.entries(value).filter(([, part]) => part !== UNKNOWN);
    return Object.fromEntries(known.map(([key, part]) => [key, withoutUnknown(part)]));
}
