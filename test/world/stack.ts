import { fingerprint } from "../../src/base/fingerprint";
import type { RotatingTokenInputs } from "../../src/rotating-token/inputs";
import type { Api } from "./api";
import type { Chance } from "./chance";
import { Backend, type Checkpoint } from "./engine";
import { ENDPOINT } from "./runner";

/** A token that resources start from. */
export interface Bootstrap {
    readonly uid: string;
    readonly token: string;
}

/** A stack with its program, which changes over time. */
export class Stack {
    readonly backend = new Backend();
    /** The value of the program's trigger. */
    release = 1;
    /** When an `up` first asked a resource for that value that had recorded another one: true time. */
    readonly askedAt = new Map<string, number>();
    /** The codes that the last `up` ended with, by resource. */
    ends: ReadonlyMap<string, string> = new Map();
    /** How often its resources were destroyed. */
    private lives = 0;

    constructor(
        readonly name: string,
        private readonly bootstraps: Readonly<Record<string, Bootstrap>>,
        private readonly onCreate: "adopt" | "regenerate",
        private readonly duringOverlap: "fail" | "defer",
    ) {}

    static arrange(number: string, api: Api, chance: Chance, shared: Bootstrap): Stack {
        const name = `stack-${number}`;
        const resources: Record<string, Bootstrap> = { [`${name}-a`]: shared };
        if (chance.oneIn(4)) {
            resources[`${name}-b`] = shared;
        }
        if (chance.oneIn(4)) {
            const uid = number;
            resources[`${name}-c`] = { uid, token: api.newToken(uid) };
        }
        const onCreate = chance.oneIn(2) ? "adopt" : "regenerate";
        return new Stack(name, resources, onCreate, chance.oneIn(3) ? "defer" : "fail");
    }

    get program(): Record<string, RotatingTokenInputs> {
        const rotation = {
            beforeExpiry: "30d",
            triggers: { release: String(this.release) },
            duringOverlap: this.duringOverlap,
        };
        return Object.fromEntries(
            Object.entries(this.bootstraps).map(([name, { token }]) => [
                name,
                { bootstrapToken: token, onCreate: this.onCreate, apiEndpoint: ENDPOINT, rotation },
            ]),
        );
    }

    userOf(resource: string): string {
        return this.bootstrapOf(resource).uid;
    }

    bootstrapMark(resource: string): string {
        return fingerprint(this.bootstrapOf(resource).token);
    }

    /** What a request of a run that starts now is for. */
    get cause(): string {
        return `${this.name}, release ${this.release}, life ${this.lives}`;
    }

    /** A resource that an older checkpoint does not have begins another life. */
    restore(checkpoint: Checkpoint): void {
        const isWhole = Object.keys(this.backend.current).every((resource) => resource in checkpoint);
        this.backend.save(checkpoint);
        if (!isWhole) {
            this.end();
        }
    }

    /** Its resources were destroyed. */
    end(): void {
        this.lives++;
        this.askedAt.clear();
    }

    changeRelease(): void {
        this.release++;
        this.askedAt.clear();
    }

    /** An `up` asks for what the program says now. */
    ask(now: number): void {
        for (const [resource, { outputs }] of Object.entries(this.backend.current)) {
            const recorded = outputs.rotation?.triggers?.release;
            if (recorded !== String(this.release) && !this.askedAt.has(resource)) {
                this.askedAt.set(resource, now);
            }
        }
    }

    /** A run that did not know of a resource has saved its state without it: its next life asks for nothing yet. */
    forgetGone(): void {
        for (const resource of this.askedAt.keys()) {
            if (!(resource in this.backend.current)) {
                this.askedAt.delete(resource);
            }
        }
    }

    private bootstrapOf(resource: string): Bootstrap {
        const bootstrap = this.bootstraps[resource];
        if (bootstrap === undefined) {
            throw new Error(`${this.name} has no ${resource}`);
        }
        return bootstrap;
    }
}
