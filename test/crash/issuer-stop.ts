import { existsSync, renameSync, writeFileSync } from "node:fs";
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
        return {
            NODE_OPTIONS: `--require ${preload}`,
            PULUMI_API_TOKENS_TEST_STOP_AT: this.name,
            PULUMI_API_TOKENS_TEST_STOP_FOLDER: this.folder,
        };
    }

    reached(): Promise<void> {
        return until(this.name, () => existsSync(join(this.folder, "reached")));
    }

    /** @param later - so many milliseconds have passed for it since it stopped, by both of its clocks */
    letGo(later = 0): void {
        const [word, draft] = [join(this.folder, "continue"), join(this.folder, "draft")];
        writeFileSync(draft, String(later));
        renameSync(draft, word);
    }
}
