import { parseJson } from "../../base/json";
import { nameIn, parseUrn } from "../../base/urn";

/** The systems, by what the type of their resources ends with: one name for dynamic resources and for a plugin's. */
export const SYSTEMS = {
    "thousandeyes:ApiToken": { system: "ThousandEyes", rotates: true },
    "versio:ApiToken": { system: "Versio.io", rotates: false },
    "cutover:UserAppToken": { system: "Cutover", rotates: false },
} as const;

/** What the type of a token's resource ends with. */
export type TokenType = keyof typeof SYSTEMS;

/** A token in a stack's state, without anything secret. */
export interface ExportedToken {
    readonly name: string;
    readonly type: TokenType;
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a stack's state tells of its tokens. */
export interface ExportedStack {
    readonly tokens: readonly ExportedToken[];
    /** The name that Pulumi gives the stack in its project. */
    readonly identity?: { readonly project: string; readonly stack: string };
    /** The journal's address as the stack's config gives it. */
    readonly journal?: string;
    /** The names of the tokens that a run was at when it was cut off. */
    readonly cutOff: readonly string[];
}

/** The text is not a state that this release reads. The message says why. */
export class UnreadableState extends Error {}

interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly delete?: boolean;
    readonly inputs?: unknown;
    readonly outputs?: unknown;
}

/** By its key and value Pulumi marks what it has encrypted. */
const SECRET_KEY = "4dabf18193072939515e22adb298388d";

const VERSIONS = [3, 4];

/** Reads what `pulumi stack export` writes. Secrets in it are encrypted, and are left out. */
export function readExport(text: string): ExportedStack {
    const { version, deployment } = recordFrom(parseJson(text));
    if (typeof version !== "number" || deployment === undefined) {
        throw new UnreadableState("what `pulumi stack export` wrote is no state");
    }
    if (!VERSIONS.includes(version)) {
        throw new UnreadableState(
            `it has version ${version}, and this release reads ${VERSIONS.join(" and ")}`,
        );
    }
    const { resources, pending_operations: pending } = recordFrom(deployment);
    const found = listFrom(resources).filter(isResource);
    const journal = journalIn(found);
    const first = parseUrn(found[0]?.urn ?? "");
    return {
        ...(first === undefined ? {} : { identity: { stack: first.stack, project: first.project } }),
        tokens: found.flatMap(tokenFrom),
        ...(journal === undefined ? {} : { journal }),
        cutOff: listFrom(pending)
            .map((operation) => recordFrom(operation).resource)
            .filter(isResource)
            .filter(({ type }) => typeOf(type) !== undefined)
            .map(({ urn }) => nameIn(urn)),
    };
}

function tokenFrom({ urn, type, delete: isReplaced, outputs }: Resource): ExportedToken[] {
    const known = typeOf(type);
    // What is about to be deleted has its successor beside it.
    return known === undefined || isReplaced === true
        ? []
        : [{ name: nameIn(urn), type: known, outputs: recordFrom(withoutSecrets(outputs)) }];
}

function typeOf(type: string): TokenType | undefined {
    const names = Object.keys(SYSTEMS) as TokenType[];
    return names.find((name) => type.endsWith(`/${name}`) || type.endsWith(`:${name}`) || type === name);
}

/** The state of a dynamic provider holds the stack's whole config. */
function journalIn(resources: readonly Resource[]): string | undefined {
    const provider = resources.find(({ type }) => type === "pulumi:providers:pulumi-nodejs");
    const journal = recordFrom(withoutSecrets(provider?.inputs))["pulumi-api-tokens:journal"];
    return typeof journal === "string" && journal !== "" ? journal : undefined;
}

function isResource(value: unknown): value is Resource {
    const { urn, type } = recordFrom(value);
    return typeof urn === "string" && typeof type === "string";
}

/** The same value without the properties that are encrypted, at any depth. */
function withoutSecrets(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.filter((item) => !isSecret(item)).map(withoutSecrets);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const plain = Object.entries(value).filter(([, item]) => !isSecret(item));
    return Object.fromEntries(plain.map(([name, item]) => [name, withoutSecrets(item)]));
}

function isSecret(value: unknown): boolean {
    return typeof value === "object" && value !== null && SECRET_KEY in value;
}

function listFrom(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? (value as unknown[]) : [];
}

function recordFrom(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
