import type { Liveness, ProcessIdentity, Processes } from "../../src/journal/process-identity";
import type { Scheduler } from "./scheduler";

/** A process on a machine: it goes on only when it is its turn, and can be killed or paused between any two steps. */
export class SimulatedProcess {
    isAlive = true;
    wasKilled = false;
    pausedUntil = 0;

    constructor(
        readonly machine: Machine,
        readonly name: string,
        readonly pid: number,
        private readonly scheduler: Scheduler,
    ) {}

    get identity(): ProcessIdentity {
        return { host: this.machine.name, pid: this.pid, started: String(this.pid) };
    }

    /** By the machine's own clock. */
    now(): number {
        return this.scheduler.now + this.machine.skew;
    }

    isPausedAt(time: number): boolean {
        return this.pausedUntil > time;
    }

    turn<T>(what: string, run: () => T, delay?: number): Promise<T> {
        return this.scheduler.turn(this, what, run, delay);
    }

    kill(): void {
        this.wasKilled = this.isAlive;
        this.isAlive = false;
    }

    end(): void {
        this.isAlive = false;
    }
}

/** A machine, or a container: a clock that may be wrong, and processes that only it can see. */
export class Machine {
    readonly processes: SimulatedProcess[] = [];

    constructor(
        readonly name: string,
        readonly skew: number,
        private readonly scheduler: Scheduler,
        /** Its processes can be killed and paused. */
        readonly isMortal = true,
    ) {}

    /** Process ids are given in their order: on every machine the same ones. */
    start(name: string): SimulatedProcess {
        const pid = 100 + this.processes.length;
        const process = new SimulatedProcess(this, `${name} on ${this.name}`, pid, this.scheduler);
        this.processes.push(process);
        return process;
    }

    /** As one of its processes sees them. */
    processesSeenBy(self: SimulatedProcess): Processes {
        return {
            self: () => self.identity,
            livenessOf: (identity) => this.livenessOf(identity),
        };
    }

    private livenessOf({ host, pid, started }: ProcessIdentity): Liveness {
        if (host !== this.name) {
            return "elsewhere";
        }
        const found = this.processes.find((one) => one.pid === pid && String(one.pid) === started);
        return found?.isAlive === true ? "alive" : "dead";
    }
}
