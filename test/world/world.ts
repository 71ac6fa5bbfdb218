import { Api } from "./api";
import { Bucket } from "./bucket";
import { Chance } from "./chance";
import { Commands } from "./commands";
import { Disk } from "./disk";
import { type Command, COMMANDS } from "./engine";
import { Mishaps } from "./mishaps";
import type { Kept } from "./kept";
import { Machine } from "./process";
import { Scheduler } from "./scheduler";
import { type Bootstrap, Stack } from "./stack";
import { Violation, Witness } from "./witness";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 1440 * MINUTE;

/** The user whose token several resources may start from. */
const SHARED_USER = "7";
/** More rounds than the clocks are wrong by: a machine may take an overlap for longer than it is. */
const LONGEST_SETTLING = 12;

const USERS = ["1", "2", SHARED_USER];

/** How wrong clocks are: most of them not at all. */
const SKEWS = [0, 0, 0, 130 * SECOND, -130 * SECOND, 20 * DAY, -20 * DAY];

/** What a seed came to. */
export interface Outcome {
    readonly seed: number;
    readonly violation?: string;
    readonly story: readonly string[];
}

/** Machines, stores, stacks and people: everything that can go wrong together, decided by one seed. */
export class World {
    private readonly chance: Chance;
    private readonly scheduler: Scheduler;
    private readonly api: Api;
    private readonly witness: Witness;
    private readonly machines: Machine[];
    private readonly disks: Disk[];
    private readonly bucket: Bucket | undefined;
    private readonly stacks: Stack[];
    private readonly mishaps: Mishaps;
    private readonly commands: Commands;

    private constructor(private readonly seed: number) {
        const chance = (this.chance = new Chance(seed));
        const scheduler = (this.scheduler = new Scheduler(chance));
        const api = (this.api = new Api(scheduler, chance, USERS));
        const witness = (this.witness = new Witness(scheduler, api));
        this.machines = listOf(
            1 + chance.below(3),
            (number) => new Machine(`machine-${number}`, chance.pick(SKEWS), scheduler),
        );
        this.bucket = chance.oneIn(3) ? new Bucket(scheduler, chance, chance.pick(SKEWS)) : undefined;
        const { bucket } = this;
        const isShared = bucket === undefined && chance.oneIn(2);
        this.disks = listOf(
            isShared ? 1 : this.machines.length,
            (number) => new Disk(`disk-${number}`, scheduler, chance, chance.pick(SKEWS)),
        );
        const shared: Bootstrap = { uid: SHARED_USER, token: api.newToken(SHARED_USER) };
        this.stacks = listOf(chance.oneIn(3) ? 2 : 1, (number) =>
            Stack.arrange(String(number), api, chance, shared),
        );
        const diskOf = (machine: Machine) => this.diskOf(machine);
        this.mishaps = new Mishaps(scheduler, chance, diskOf, chance.below(4));
        const after = () => {
            witness.marks(this.stacks, this.places);
        };
        this.commands = new Commands({ scheduler, chance, api, witness, diskOf, bucket, after });
        scheduler.interfere = (process, what) => {
            this.mishaps.interfere(process, what);
        };
        scheduler.look = () => {
            if (witness.broken !== undefined) {
                throw witness.broken;
            }
        };
        api.fateOf = () => this.mishaps.fate();
        if (bucket !== undefined) {
            bucket.fateOf = () => this.mishaps.serviceFate();
        }
    }

    /** Plays one seed. */
    static async play(seed: number): Promise<Outcome> {
        const world = new World(seed);
        const { story } = world.scheduler;
        try {
            await world.live();
            await world.settle();
            return { seed, story };
        } catch (error) {
            const { message, stack } = error as Error;
            return { seed, violation: error instanceof Violation ? message : String(stack), story };
        }
    }

    private async live(): Promise<void> {
        const count = lengthOf(this.seed);
        for (let number = 0; number < count; number++) {
            this.happen();
            const command = this.chance.oneIn(2) ? "up" : this.chance.pick(COMMANDS);
            const over = this.commands.start(
                command,
                this.chance.pick(this.stacks),
                this.chance.pick(this.machines),
            );
            if (this.chance.oneIn(4)) {
                // The next one begins while this one runs.
                let steps = this.chance.below(60);
                await this.scheduler.until(() => steps-- <= 0 || over());
            } else {
                await this.scheduler.until(over);
            }
        }
    }

    /** What people and time do between two commands. */
    private happen(): void {
        const { chance, scheduler, mishaps } = this;
        scheduler.now += chance.pick([SECOND, MINUTE, 10 * MINUTE, DAY, 13 * DAY, 16 * DAY]);
        const stack = chance.pick(this.stacks);
        if (chance.oneIn(2)) {
            stack.changeRelease();
            scheduler.tell(`the program of ${stack.name} says release ${stack.release}`);
        }
        if (chance.oneIn(10)) {
            stack.restore(chance.pick(stack.backend.history));
            scheduler.tell(`an older checkpoint of ${stack.name} is imported`);
        }
        this.renewMachines();
        if (this.bucket !== undefined && mishaps.happens(8)) {
            this.bucket.stop();
            scheduler.tell("the service of the journal is down");
        }
        if (mishaps.happens(6)) {
            const disk = chance.pick(this.disks);
            disk.fault = chance.pick(["full", "read-only", "unsyncable"] as const);
            disk.wasBroken ||= disk.fault === "read-only";
            scheduler.tell(`${disk.name} is ${disk.fault}`);
        } else if (chance.oneIn(6)) {
            this.mend();
        }
        if (mishaps.happens(8)) {
            this.api.accounts.change(SHARED_USER, { locked: true });
            scheduler.tell("the account is locked");
        } else if (chance.oneIn(3)) {
            this.api.accounts.change(SHARED_USER, { locked: false });
        }
    }

    /** Some machines are made anew for each job, once nothing runs on them: only what the service has is left. */
    private renewMachines(): void {
        for (const machine of this.machines) {
            const isIdle = machine.processes.every(({ isAlive }) => !isAlive);
            if (this.bucket !== undefined && isIdle && this.chance.oneIn(2)) {
                this.diskOf(machine).wipe();
            }
        }
    }

    private mend(): void {
        this.disks.forEach((disk) => (disk.fault = undefined));
        if (this.bucket !== undefined) {
            this.bucket.isDown = false;
        }
    }

    /** Where journals are. */
    private get places(): Kept[] {
        return this.bucket === undefined ? this.disks : [this.bucket];
    }

    /** Everything gets better, nothing goes wrong any more, and runs come: what was promised has to show. */
    private async settle(): Promise<void> {
        this.mishaps.end();
        await this.scheduler.until(() => false);
        this.scheduler.tell("everything is well from now on");
        this.scheduler.now += 10 * MINUTE;
        const start = this.scheduler.now;
        this.mend();
        this.api.accounts.change(SHARED_USER, { locked: false });
        // Twice: what one machine's journal leads to may go on in another's.
        await this.onMachines("up", this.byDisk());
        await this.onMachines("up", this.byDisk());
        this.found(start);
        const machines = this.byDisk().slice(0, 1);
        for (let round = 0; round < LONGEST_SETTLING; round++) {
            await this.onMachines(round === 0 ? "refresh" : "up", machines);
            if (round > 3 && this.witness.unasked(this.stacks) === undefined) {
                break;
            }
            this.scheduler.now += round === 0 ? MINUTE : 16 * DAY;
        }
        this.witness.causes();
        this.witness.asked(this.stacks);
        this.scheduler.look();
    }

    /** One of each disk, that of the disk with most in it first. */
    private byDisk(): Machine[] {
        const each = this.machines.slice(0, this.places.length);
        return each.sort((one, other) => this.diskOf(other).read().size - this.diskOf(one).read().size);
    }

    private async onMachines(command: Command, machines: readonly Machine[]): Promise<void> {
        for (const machine of machines) {
            for (const stack of this.stacks) {
                this.commands.start(command, stack, machine);
                await this.scheduler.until(() => false);
            }
        }
    }

    /** A new token whose bytes arrived where they could be kept is in the state. */
    private found(before: number): void {
        for (const { backend, name } of this.stacks) {
            for (const [resource, { outputs }] of Object.entries(backend.current)) {
                const kept = this.witness.keptSuccessor(outputs.tokenFingerprint, before);
                if (kept !== undefined) {
                    this.witness.fail(
                        `${resource} of ${name} has ${outputs.tokenFingerprint}, and its successor ${kept.successor}, sealed in ${kept.disk.name}, is not found`,
                    );
                }
            }
        }
        this.scheduler.look();
    }

    private diskOf(machine: Machine): Disk {
        const disk = this.disks[this.machines.indexOf(machine)] ?? this.disks[0];
        if (disk === undefined) {
            throw new Error("there is no disk");
        }
        return disk;
    }
}

function listOf<T>(count: number, make: (number: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index + 1));
}

const LONGEST = 6;

/** How many commands the schedule of a seed has. */
export function lengthOf(seed: number): number {
    return 1 + (seed % LONGEST);
}

/** Short schedules first: what breaks in one of them is easier to understand. */
export function inOrder(first: number, count: number): number[] {
    const seeds = Array.from({ length: count }, (_, index) => first + index);
    return seeds.sort((one, other) => lengthOf(one) - lengthOf(other) || one - other);
}
