import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./processes";

/** A point in the issuing process at which it stops, until it is let go on: see `stop-point.cjs` for their names. */
export class IssuerStop {
    /** @param folder - where the stopped process and the test leave word for each other */
    constructor(
        private readonly name: string,
        private readonly folder: string,
    ) {}

    /** For the run that has to stop there. */
    get environment(): Record<string, string> {
        const preload = JSON.stringify(join(__dirname, "stop-point.cjs"));
        return { NODE_OPTIONS: `--require ${preload}`, STOP_AT: this.name, STOP_FOLDER: this.folder };
    }

    reached(): Promise<void> {
        return until(this.name, () => existsSync(join(this.folder, "reached")));
    }

    letGo(): void {
        writeFileSync(join(this.folder, "continue"), "");
    }
}
