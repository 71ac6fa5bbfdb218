import { UNKNOWN } from "../pulumi/unknown";
import { Struct } from "./grpc";

/*
 * How values travel between engine and provider. Source: the constants of `sdk/go/common/resource` and
 * `sdk/go/common/resource/plugin` in pulumi/pulumi, and `runtime/rpc` in `@pulumi/pulumi`.
 */

/** An object with this key is no plain one. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** A value with what is known of it; unknown when there is none. */
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What stands for an unknown value, by the type that it will have. */
const UNKNOWNS = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export type Properties = Record<string, unknown>;

/** Where a value stands: the keys that lead there. */
export type Path = readonly string[];

/** Properties in plain, and what of them is secret. */
export interface Decoded {
    readonly values: Properties;
    readonly secrets: readonly Path[];
}

/** Reads properties that the engine sends. Whatever is unknown, in whatever form, is `UNKNOWN`; what is null is left out. */
export function decode(struct: Struct | undefined): Decoded {
    const secrets: Path[] = [];
    const values = decodeObject(struct?.toJavaScript() ?? {}, [], secrets);
    return { values, secrets };
}

function decodeObject(object: object, path: Path, secrets: Path[]): Properties {
    const given = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
    return Object.fromEntries(
        given.map(([key, value]) => [key, decodeValue(value, [...path, key], secrets)]),
    );
}

function decodeValue(value: unknown, path: Path, secrets: Path[]): unknown {
    if (typeof value === "string") {
        return UNKNOWNS.has(value) ? UNKNOWN : value;
    }
    if (Array.isArray(value)) {
        return value.map((part, index) => decodeValue(part, [...path, String(index)], secrets));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const { [SIGNATURE]: signature, ...rest } = value as Properties;
    if (signature === SECRET || (signature === OUTPUT && rest.secret === true)) {
        secrets.push(path);
    }
    if (signature === SECRET || signature === OUTPUT) {
        return rest.value === undefined ? UNKNOWN : decodeValue(rest.value, path, secrets);
    }
    return decodeObject(rest, path, secrets);
}

/** Writes properties for the engine, marked as secret where a path leads. */
export function encode(values: object, secrets: readonly Path[] = []): Struct {
    // Without what is undefined, and a copy: marks are put into it.
    const sent = JSON.parse(JSON.stringify(values)) as Properties;
    // The innermost first: a mark moves what is in it.
    for (const path of [...secrets].sort((one, other) => other.length - one.length)) {
        markSecret(sent, path);
    }
    return Struct.fromJavaScript(sent as Parameters<typeof Struct.fromJavaScript>[0]);
}

function markSecret(values: Properties, path: Path): void {
    const holder = path.slice(0, -1).reduce<unknown>((part, key) => within(part, key), values);
    const key = path.at(-1) ?? "";
    const value = within(holder, key);
    if (value !== undefined && !isSecret(value)) {
        (holder as Properties)[key] = { [SIGNATURE]: SECRET, value };
    }
}

function within(value: unknown, key: string): unknown {
    return typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Properties)[key]
        : undefined;
}

function isSecret(value: unknown): boolean {
    return within(value, SIGNATURE) === SECRET;
}
