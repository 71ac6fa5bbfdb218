import { ApiTokenError } from "../../src/base/errors";
import { fingerprint } from "../../src/base/fingerprint";
import type { ResourceHost } from "../../src/pulumi/resource-host";
import { PartialFailure } from "../../src/pulumi/token-resource";
import type { RotatingTokenInputs } from "../../src/rotating-token/inputs";
import type { RotatingTokenProvider } from "../../src/rotating-token/provider";
import type { RotatingTokenOutputs } from "../../src/rotating-token/state";
import type { SimulatedProcess } from "./process";

/** A resource in a checkpoint. */
export interface SavedResource {
    readonly inputs: RotatingTokenInputs;
    readonly outputs: RotatingTokenOutputs;
    /** The engine calls `update` of such a one, whatever `diff` says. */
    readonly initFailed: boolean;
}

export type Checkpoint = Readonly<Record<string, SavedResource>>;

/** The states of stacks, as a backend keeps them. */
export class Backend {
    readonly history: Checkpoint[] = [{}];
    /** The fingerprint of every token that was ever in a saved state. */
    readonly everSaved = new Set<string>();
    /** The process that holds the lock. */
    lock: SimulatedProcess | undefined;

    get current(): Checkpoint {
        return this.history.at(-1) ?? {};
    }

    save(checkpoint: Checkpoint): void {
        this.history.push(checkpoint);
        for (const { outputs } of Object.values(checkpoint)) {
            this.everSaved.add(fingerprint(outputs.token));
        }
    }
}

export const COMMANDS = ["up", "up --refresh", "preview", "preview --refresh", "refresh", "destroy"] as const;

export type Command = (typeof COMMANDS)[number];

/** How a command ended for one resource. */
export interface Failure {
    readonly resource: string;
    readonly error: unknown;
    readonly code: string;
}

/** What a command works with. */
export interface Operation {
    readonly process: SimulatedProcess;
    readonly backend: Backend;
    readonly provider: RotatingTokenProvider;
    readonly hostFor: (resourceName: string) => ResourceHost;
    /** The resources of the program, with their inputs. */
    readonly program: Readonly<Record<string, RotatingTokenInputs>>;
}

/** Runs a command as Pulumi's engine does: all resources at once, the state saved after each step. */
export async function runCommand(command: Command, operation: Operation): Promise<Failure[]> {
    const run = new EngineRun(operation, command.startsWith("preview"));
    const isRefreshed = command.includes("refresh");
    if (isRefreshed) {
        await run.each(Object.keys(run.state), (name) => run.refresh(name));
    }
    if (command === "destroy") {
        await run.each(Object.keys(run.state), (name) => run.destroy(name));
    } else if (command !== "refresh" && run.failures.length === 0) {
        await run.each(Object.keys(operation.program), (name) => run.plan(name));
    }
    return run.failures;
}

class EngineRun {
    readonly failures: Failure[] = [];
    state: Checkpoint;

    constructor(
        private readonly operation: Operation,
        private readonly isPreview: boolean,
    ) {
        this.state = operation.backend.current;
    }

    async each(names: string[], run: (name: string) => Promise<void>): Promise<void> {
        await Promise.all(
            names.map(async (name) => {
                try {
                    await run(name);
                } catch (error) {
                    const code = error instanceof ApiTokenError ? error.code : "ERR_INTERNAL";
                    this.failures.push({ resource: name, error, code });
                }
            }),
        );
    }

    async refresh(name: string): Promise<void> {
        const { provider, hostFor } = this.operation;
        const saved = this.saved(name);
        const outputs = await provider.refresh(saved.outputs, hostFor(name));
        await this.save(name, { ...saved, outputs });
    }

    async destroy(name: string): Promise<void> {
        const { provider, hostFor } = this.operation;
        await provider.delete(this.saved(name).outputs, hostFor(name));
        await this.save(name, undefined);
    }

    async plan(name: string): Promise<void> {
        const { provider, hostFor, program } = this.operation;
        const host = hostFor(name);
        const saved = this.state[name];
        const { inputs, problems } = await provider.check(saved?.inputs, program[name] ?? {}, host);
        if (problems.length > 0) {
            throw new Error(`the inputs are refused: ${JSON.stringify(problems)}`);
        }
        if (saved === undefined) {
            await this.keep(name, inputs, () => provider.create(inputs, host));
            return;
        }
        const { changes } = await provider.diff(saved.outputs, inputs, host);
        if (changes || saved.initFailed) {
            await this.keep(name, inputs, () => provider.update(saved.outputs, inputs, host));
        }
    }

    private async keep(
        name: string,
        inputs: RotatingTokenInputs,
        run: () => Promise<RotatingTokenOutputs>,
    ): Promise<void> {
        if (this.isPreview) {
            return;
        }
        try {
            await this.save(name, { inputs, outputs: await run(), initFailed: false });
        } catch (error) {
            if (error instanceof PartialFailure) {
                const outputs = error.outputs as RotatingTokenOutputs;
                await this.save(name, { inputs, outputs, initFailed: true });
                throw error.failure;
            }
            throw error;
        }
    }

    private async save(name: string, resource: SavedResource | undefined): Promise<void> {
        const { [name]: _, ...others } = this.state;
        this.state = resource === undefined ? others : { ...others, [name]: resource };
        if (!this.isPreview) {
            const { process, backend } = this.operation;
            await process.turn(`save the state of ${name}`, () => {
                backend.save(this.state);
            });
        }
    }

    private saved(name: string): SavedResource {
        const saved = this.state[name];
        if (saved === undefined) {
            throw new Error(`${name} is not in the state`);
        }
        return saved;
    }
}
