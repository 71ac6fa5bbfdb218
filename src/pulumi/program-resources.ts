import type { ResourceIdentity } from "./resource-host";
import { PartialFailure } from "./token-resource";

/** A resource that the program declares. */
interface Declared<I> {
    readonly resource: Resource;
    inputs: I;
}

/** Two may share a name, never a key, as far as the host of providers knows them apart. */
type Resource = Pick<ResourceIdentity, "resourceName" | "key">;

/**
 * What one run has seen of a program's resources of one kind: what is right for a resource that goes depends on those
 * that stay or come, and the engine tells a provider nothing of them.
 */
export class ProgramResources<I extends object, O extends object> {
    private readonly declared: Declared<I>[] = [];
    private readonly compared = new Map<string, O>();
    private readonly done = new Map<string, O | undefined>();

    /** @param tokenProperties the inputs that hold tokens */
    constructor(private readonly tokenProperties: readonly string[]) {}

    /**
     * The program has a resource: noted when its inputs are checked. The engine has those of one checked again that is to
     * be replaced.
     */
    declare({ resourceName, key }: Resource, inputs: I): void {
        const before = this.declaredAs(key).find((one) => this.haveSameTokens(one.inputs, inputs));
        if (before === undefined) {
            this.declared.push({ resource: { resourceName, key }, inputs });
        } else {
            before.inputs = inputs;
        }
    }

    private haveSameTokens(some: I, others: I): boolean {
        const valueIn = (inputs: I, property: string) => (inputs as Record<string, unknown>)[property];
        return this.tokenProperties.every(
            (property) => valueIn(some, property) === valueIn(others, property),
        );
    }

    /** Its outputs as this run found them. */
    compare({ key }: Resource, outputs: O): void {
        this.compared.set(key, outputs);
    }

    /** It is as the program wants it: created, updated, or without a change. */
    settle({ key }: Resource, outputs?: O): void {
        this.done.set(key, outputs);
    }

    /** Notes what a resource that is created or updated has in the end, also where something about it failed. */
    async settled(resource: Resource, outputs: Promise<O>): Promise<O> {
        try {
            const done = await outputs;
            this.settle(resource, done);
            return done;
        } catch (error) {
            if (error instanceof PartialFailure) {
                this.settle(resource, error.outputs as O);
            }
            throw error;
        }
    }

    isSettled({ key }: Resource): boolean {
        return this.done.has(key);
    }

    /** The inputs of the resource that will take another one's place, and was not created yet. */
    successorOf({ key }: Resource): I | undefined {
        const [only, ...others] = this.declaredAs(key);
        return this.done.has(key) || others.length > 0 ? undefined : only?.inputs;
    }

    /** The outputs of the resource in whose place one is created. The engine asks for no comparison with `--replace`. */
    predecessorOf({ key }: Resource): O | undefined {
        return this.declaredAs(key).length > 1 ? undefined : this.compared.get(key);
    }

    private declaredAs(key: string): readonly Declared<I>[] {
        return this.declared.filter(({ resource }) => resource.key === key);
    }

    /** The name of a declared resource that is given a token. */
    whoIsGiven(token: string): string | undefined {
        return this.find((inputs) =>
            this.tokenProperties.some((property) => (inputs as Record<string, unknown>)[property] === token),
        );
    }

    /** The name of a declared resource whose present token it is. */
    whoHolds(token: string): string | undefined {
        return this.find(
            (_, { key }) => (this.done.get(key) as { token?: unknown } | undefined)?.token === token,
        );
    }

    /** The name of a declared resource. */
    find(isIt: (inputs: I, resource: Resource) => boolean): string | undefined {
        return this.declared.find(({ resource, inputs }) => isIt(inputs, resource))?.resource.resourceName;
    }
}
