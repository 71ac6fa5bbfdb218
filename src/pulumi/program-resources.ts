/** A resource that the program declares. */
interface Declared<I> {
    readonly name: string;
    readonly inputs: I;
}

/**
 * What one run has seen of a program's resources of one kind: what is right for a resource that goes depends on those
 * that stay or come, and the engine tells a provider nothing of them.
 */
export class ProgramResources<I extends object, O extends object> {
    private readonly declared: Declared<I>[] = [];
    private readonly compared = new Map<string, O>();
    private readonly done = new Set<string>();

    /** @param tokenProperties the inputs that hold tokens */
    constructor(private readonly tokenProperties: readonly string[]) {}

    /** The program has a resource: noted when its inputs are checked. */
    declare(name: string, inputs: I): void {
        this.declared.push({ name, inputs });
    }

    /** Its outputs as this run found them. */
    compare(name: string, outputs: O): void {
        this.compared.set(name, outputs);
    }

    /** It is as the program wants it: created, updated, or without a change. */
    settle(name: string): void {
        this.done.add(name);
    }

    isSettled(name: string): boolean {
        return this.done.has(name);
    }

    /** The inputs of the resource that will take another one's place under its name, and was not created yet. */
    successorOf(name: string): I | undefined {
        const [only, ...others] = this.declared.filter((one) => one.name === name);
        return this.done.has(name) || others.length > 0 ? undefined : only?.inputs;
    }

    /** The outputs of the resource in whose place one is created. The engine asks for no comparison with `--replace`. */
    predecessorOf(name: string): O | undefined {
        return this.compared.get(name);
    }

    /** The name of a declared resource that is given a token. */
    whoIsGiven(token: string): string | undefined {
        return this.find((inputs) =>
            this.tokenProperties.some((property) => (inputs as Record<string, unknown>)[property] === token),
        );
    }

    /** The name of a declared resource. */
    find(isIt: (inputs: I, name: string) => boolean): string | undefined {
        return this.declared.find(({ name, inputs }) => isIt(inputs, name))?.name;
    }
}
