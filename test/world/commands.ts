import type { Api, Post } from "./api";
import type { Bucket } from "./bucket";
import type { Chance } from "./chance";
import type { Disk } from "./disk";
import { type Command, runCommand } from "./engine";
import type { Kept } from "./kept";
import type { Machine, SimulatedProcess } from "./process";
import { Runner } from "./runner";
import type { Scheduler } from "./scheduler";
import type { Stack } from "./stack";
import type { Witness } from "./witness";

/** What commands work with. */
export interface CommandContext {
    readonly scheduler: Scheduler;
    readonly chance: Chance;
    readonly api: Api;
    readonly witness: Witness;
    readonly diskOf: (machine: Machine) => Disk;
    readonly bucket: Bucket | undefined;
    /** After each command. */
    readonly after: () => void;
}

interface Running {
    readonly runner: Runner;
    readonly stack: Stack;
    readonly cause: string;
    readonly release: number;
    isOver: boolean;
}

/** The commands of all machines, each a run of its own. */
export class Commands {
    private readonly all: Running[] = [];

    constructor(private readonly context: CommandContext) {
        context.api.onPost = (post) => {
            this.witness(post);
        };
    }

    /** Starts a command. @returns whether it is over, one way or another */
    start(command: Command, stack: Stack, machine: Machine): () => boolean {
        const { scheduler, chance, api, diskOf, bucket } = this.context;
        const place = { machine, disk: diskOf(machine), bucket, api, scheduler, chance };
        const runner = new Runner(place, `${command} ${this.all.length + 1}`);
        if (!this.takeLock(command, stack, runner.process)) {
            runner.end();
            return () => true;
        }
        scheduler.tell(`${machine.name} starts ${runner.name} of ${stack.name}`);
        if (command.startsWith("up")) {
            stack.ask(scheduler.now);
        }
        const running = { runner, stack, cause: stack.cause, release: stack.release, isOver: false };
        this.all.push(running);
        void this.run(command, running, this.keptBy(machine));
        return () => running.isOver || !runner.process.isAlive;
    }

    private async run(command: Command, running: Running, disk: Kept): Promise<void> {
        const { runner, stack } = running;
        const { process } = runner;
        const before = stack.backend.current;
        const failures = await runCommand(command, {
            process,
            backend: stack.backend,
            ...runner.provider(),
            program: stack.program,
        });
        stack.forgetGone();
        this.context.witness.failures(command, failures, { runner, stack, before, disk });
        if (command === "destroy" && failures.length === 0) {
            stack.end();
        }
        if (stack.backend.lock === process) {
            stack.backend.lock = undefined;
        }
        running.isOver = true;
        runner.end();
        this.context.after();
    }

    /** A preview needs no lock. Somebody breaks one that a dead run left, and now and then that of a run that lives. */
    private takeLock(command: Command, { name, backend }: Stack, process: SimulatedProcess): boolean {
        if (command.startsWith("preview")) {
            return true;
        }
        const { scheduler, chance } = this.context;
        if (backend.lock?.isAlive === true) {
            if (!chance.oneIn(3)) {
                scheduler.tell(`${process.name} finds ${name} locked`);
                return false;
            }
            scheduler.tell(`the lock of ${name} is broken, although ${backend.lock.name} lives`);
        }
        backend.lock = process;
        return true;
    }

    private witness(post: Post): void {
        const running = this.all.find(({ runner }) => runner.has(post.process));
        if (running !== undefined) {
            const { runner } = running;
            this.context.witness.post(post, runner, this.keptBy(post.process.machine), running);
        }
    }

    /** Where its journal is. */
    private keptBy(machine: Machine): Kept {
        return this.context.bucket ?? this.context.diskOf(machine);
    }
}
