/** What a resource's URN says of it. */
export interface Urn {
    readonly stack: string;
    readonly project: string;
    readonly type: string;
    readonly name: string;
}

/** The types end with the resource's own: those before it are its parents'. A name may hold anything. */
const FORM = /^urn:pulumi:(?<stack>[^:]+)::(?<project>[^:]+)::(?<types>.*?)::(?<name>.*)/s;

/** Takes `urn:pulumi:<stack>::<project>::<types>::<name>` apart. */
export function parseUrn(text: string): Urn | undefined {
    const found = FORM.exec(text)?.groups as
        Record<"stack" | "project" | "types" | "name", string> | undefined;
    if (found === undefined) {
        return undefined;
    }
    const { stack, project, types, name } = found;
    return { stack, project, type: types.slice(types.lastIndexOf("$") + 1), name };
}

/** The URN of a resource without parents. */
export function formatUrn({ stack, project, type, name }: Urn): string {
    return `urn:pulumi:${stack}::${project}::${type}::${name}`;
}

/** The name in a URN. */
export function nameIn(urn: string): string {
    return parseUrn(urn)?.name ?? urn;
}
