import { PluginFailure } from "./plugin-failure";
import type { PluginProcess, Properties } from "./plugin-process";

/** A resource as a program declares it. */
export interface DeclaredResource {
    readonly urn: string;
    /** The URN that it had before, if the program says so. */
    readonly alias?: string | undefined;
    readonly deleteBeforeReplace?: boolean;
    /** Named by `--replace`. */
    readonly isForced?: boolean;
    readonly inputs: Properties;
}

/** A resource in a state. */
export interface RecordedResource {
    urn: string;
    id: string;
    inputs: Properties;
    outputs: Properties;
}

/**
 * Calls a plugin in the order in which Pulumi's engine does (watched with 3.276.0): inputs first, replacements before what
 * they replace unless `deleteBeforeReplace` says otherwise, and what the program no longer has at the end.
 */
export class SmallEngine {
    resources: RecordedResource[] = [];
    /** Replaced, and not deleted yet: the next up tries again. */
    private replaced: RecordedResource[] = [];

    /** @returns whether all went well */
    async up(
        plugin: PluginProcess,
        program: readonly DeclaredResource[],
        { continueOnError = false } = {},
    ): Promise<boolean> {
        const kept = new Set<RecordedResource>();
        let isWell = true;
        for (const declared of program) {
            if (isWell || continueOnError) {
                isWell = (await this.attempt(() => this.place(plugin, declared, kept))) && isWell;
            }
        }
        const gone = this.resources.filter((resource) => !kept.has(resource));
        for (const resource of [...gone, ...this.replaced].reverse()) {
            if (isWell || continueOnError) {
                isWell = (await this.attempt(() => this.remove(plugin, resource))) && isWell;
            }
        }
        return isWell;
    }

    async destroy(plugin: PluginProcess): Promise<boolean> {
        let isWell = true;
        for (const resource of [...this.resources, ...this.replaced].reverse()) {
            isWell &&= await this.attempt(() => this.remove(plugin, resource));
        }
        return isWell;
    }

    async refresh(plugin: PluginProcess): Promise<boolean> {
        let isWell = true;
        for (const resource of this.resources) {
            isWell &&= await this.attempt(async () => {
                resource.outputs = (await plugin.read(resource.id, resource.outputs)).outputs;
            });
        }
        return isWell;
    }

    private async attempt(run: () => Promise<void>): Promise<boolean> {
        try {
            await run();
            return true;
        } catch (error) {
            if (error instanceof PluginFailure) {
                return false;
            }
            throw error;
        }
    }

    private async place(
        plugin: PluginProcess,
        declared: DeclaredResource,
        kept: Set<RecordedResource>,
    ): Promise<void> {
        const { urn, alias, isForced = false } = declared;
        const old =
            this.resources.find((one) => one.urn === urn) ?? this.resources.find((one) => one.urn === alias);
        if (old !== undefined) {
            kept.add(old);
        }
        const inputs = await this.checked(plugin, old?.inputs ?? {}, declared.inputs);
        if (old === undefined) {
            kept.add(await this.create(plugin, urn, inputs));
            return;
        }
        const { changes, replaces } = isForced
            ? { changes: true, replaces: ["forced"] }
            : await plugin.diffOfRefresh(old.id, old.outputs, inputs);
        old.urn = urn;
        if (replaces.length > 0) {
            const anew = isForced ? inputs : await this.checked(plugin, {}, declared.inputs);
            await this.replace(plugin, { old, declared, inputs: anew }, kept);
        } else {
            old.outputs = changes === true ? await plugin.update(old.id, old.outputs, inputs) : old.outputs;
            old.inputs = inputs;
        }
    }

    private async replace(
        plugin: PluginProcess,
        { old, declared, inputs }: { old: RecordedResource; declared: DeclaredResource; inputs: Properties },
        kept: Set<RecordedResource>,
    ): Promise<void> {
        if (declared.deleteBeforeReplace === true) {
            await this.remove(plugin, old);
        }
        kept.add(await this.create(plugin, declared.urn, inputs));
        if (declared.deleteBeforeReplace !== true) {
            this.resources = this.resources.filter((one) => one !== old);
            this.replaced.push(old);
        }
    }

    private async checked(plugin: PluginProcess, olds: Properties, news: Properties): Promise<Properties> {
        const { inputs, failures } = await plugin.check(olds, news);
        if (failures.length > 0) {
            throw new Error(`a test gave inputs that are refused: ${JSON.stringify(failures)}`);
        }
        return inputs;
    }

    private async create(plugin: PluginProcess, urn: string, inputs: Properties): Promise<RecordedResource> {
        const { id, outputs } = await plugin.create(inputs);
        const created = { urn, id, inputs, outputs };
        this.resources.push(created);
        return created;
    }

    private async remove(plugin: PluginProcess, resource: RecordedResource): Promise<void> {
        await plugin.delete(resource.id, resource.outputs);
        this.resources = this.resources.filter((one) => one !== resource);
        this.replaced = this.replaced.filter((one) => one !== resource);
    }
}
