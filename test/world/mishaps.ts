import { type RequestFate, REQUEST_FATES } from "./api";
import { SERVICE_FATES, type ServiceFate } from "./bucket";
import type { Chance } from "./chance";
import type { Disk } from "./disk";
import type { Machine, SimulatedProcess } from "./process";
import type { Scheduler } from "./scheduler";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What goes wrong while commands run: so many times in a schedule, at instants decided by chance. */
export class Mishaps {
    constructor(
        private readonly scheduler: Scheduler,
        private readonly chance: Chance,
        private readonly diskOf: (machine: Machine) => Disk,
        private left: number,
    ) {}

    /** No more of them. */
    end(): void {
        this.left = 0;
    }

    /** Whether one happens now, in one of so many cases. */
    happens(cases: number): boolean {
        const does = this.left > 0 && this.chance.oneIn(cases);
        this.left -= does ? 1 : 0;
        return does;
    }

    fate(): RequestFate | undefined {
        return this.happens(6) ? this.chance.pick(REQUEST_FATES) : undefined;
    }

    serviceFate(): ServiceFate | undefined {
        return this.happens(12) ? this.chance.pick(SERVICE_FATES) : undefined;
    }

    /** Between two steps, of which the next one is of this process. */
    interfere(process: SimulatedProcess, what: string): void {
        if (!process.machine.isMortal || !this.happens(40)) {
            return;
        }
        const { scheduler, chance } = this;
        const { machine } = process;
        const family = machine.processes.filter(({ isAlive }) => isAlive);
        switch (chance.below(6)) {
            case 0:
            case 1:
                scheduler.tell(`${process.name} is killed before it can ${what}`);
                process.kill();
                break;
            case 2:
                scheduler.tell(
                    `every process of ${machine.name} is killed before ${process.name} can ${what}`,
                );
                family.forEach((one) => {
                    one.kill();
                });
                break;
            case 3: {
                const disk = this.diskOf(machine);
                scheduler.tell(`${machine.name} loses its power before ${process.name} can ${what}`);
                family.forEach((one) => {
                    one.kill();
                });
                disk.wasBroken ||= disk.fault === "unsyncable";
                disk.crash();
                break;
            }
            case 4:
            case 5: {
                const pause = chance.pick([20 * SECOND, 2 * MINUTE, 4 * MINUTE, 10 * MINUTE]);
                scheduler.tell(`${process.name} is paused for ${pause / SECOND} s before it can ${what}`);
                process.pausedUntil = scheduler.now + pause;
            }
        }
    }
}
