import { type EntryService, ServiceFailure } from "../../src/journal/stores/entry-service";
import type { Chance } from "./chance";
import type { Kept } from "./kept";
import { Machine, type SimulatedProcess } from "./process";
import type { Scheduler } from "./scheduler";

/** What becomes of a request to the service. */
export const SERVICE_FATES = [
    "lost before it was processed",
    "processed, and its answer lost",
    "processed long after its sender gave up",
    "answered 503 unprocessed",
] as const;

export type ServiceFate = (typeof SERVICE_FATES)[number];

const SECOND = 1000;

/** How long a driver waits for an answer. */
const TIMEOUT = 8 * SECOND;

interface Entry {
    readonly text: string;
    readonly writtenAt: number;
}

/** A service that keeps entries, and machines share. What it has taken it never loses. */
export class Bucket implements Kept {
    readonly name = "the service";
    /** It answers nobody. */
    isDown = false;
    /** It was down: what came then need not have been kept. */
    wasBroken = false;
    mayRefuse = false;
    fateOf: () => ServiceFate | undefined = () => undefined;
    private readonly entries = new Map<string, Entry>();
    /** Carries what is on its way, whoever lives. */
    private readonly network: SimulatedProcess;

    constructor(
        private readonly scheduler: Scheduler,
        private readonly chance: Chance,
        /** How far its clock is from the true time. */
        private readonly skew: number,
    ) {
        this.network = new Machine("the network", 0, scheduler, false).start("a request");
    }

    read(suffix = ".json"): Map<string, string> {
        const found = [...this.entries].filter(([name]) => name.endsWith(suffix));
        return new Map(found.map(([name, { text }]) => [name, text]));
    }

    stop(): void {
        this.isDown = true;
        this.wasBroken = true;
        this.mayRefuse = true;
    }

    /** As a process sees it. */
    seenBy(process: SimulatedProcess): EntryService {
        const { entries } = this;
        const put = (name: string, text: string) => {
            entries.set(name, { text, writtenAt: this.now() });
        };
        return {
            list: (prefix) =>
                this.request(process, "list", () =>
                    [...entries]
                        .filter(([name]) => name.startsWith(prefix))
                        .map(([name, { writtenAt }]) => ({ name, age: this.now() - writtenAt })),
                ),
            get: (name) => this.request(process, `get ${name}`, () => entries.get(name)?.text),
            putNew: (name, text) =>
                this.request(process, `put new ${name}`, () => {
                    const isNew = !entries.has(name);
                    if (isNew) {
                        put(name, text);
                    }
                    return isNew;
                }),
            put: (name, text) =>
                this.request(process, `put ${name}`, () => {
                    put(name, text);
                }),
            delete: (name) =>
                this.request(process, `delete ${name}`, () => {
                    entries.delete(name);
                }),
        };
    }

    private async request<T>(process: SimulatedProcess, what: string, run: () => T): Promise<T> {
        const fate = this.isDown ? "lost before it was processed" : this.fateOf();
        if (fate === undefined) {
            const arrived = await process.turn(what, run);
            return process.turn(`the answer to ${what} arrives`, () => arrived);
        }
        this.mayRefuse = true;
        this.scheduler.tell(`${what} of ${process.name}: ${fate}`);
        if (fate === "processed, and its answer lost") {
            await process.turn(what, run);
        } else if (fate === "processed long after its sender gave up") {
            const late = TIMEOUT + this.chance.pick([SECOND, 20 * SECOND, 300 * SECOND]);
            void this.scheduler.turn(this.network, `${what} of ${process.name} arrives`, run, late);
        }
        const wait = fate === "answered 503 unprocessed" ? 0 : TIMEOUT;
        return process.turn(
            `give ${what} up`,
            () => {
                throw new ServiceFailure(fate, true);
            },
            wait,
        );
    }

    private now(): number {
        return this.scheduler.now + this.skew;
    }
}
