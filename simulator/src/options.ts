import type { RequestRecord } from "./request-log";
import type { OrganisationsInput } from "./thousandeyes/organisations";

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
    /** Port of the APIs on 127.0.0.1; default 0, any free one. */
    port?: number;
    /** Port of the control interface on 127.0.0.1; default 0, any free one. */
    controlPort?: number;
    /** JSON file with ThousandEyes organisations, account groups and users; default: a built-in example. */
    organisationsFile?: string;
    /** The content of such a file, instead of one. */
    organisations?: OrganisationsInput;
    /** File to keep tokens, settings, the clock and 401 counts in; default: they end with the simulator. */
    stateFile?: string;
    /** Time to start at (ISO 8601); default: that of the state file, else the real time. */
    now?: string;
    /** Whether the clock stands still; default: as in the state file, else false. */
    frozen?: boolean;
    /** Makes so many random bytes for tokens; default: those of `node:crypto`. */
    random?: (size: number) => Uint8Array;
    /** Told of each request to an API once its fate is known. */
    onRequest?: (record: RequestRecord) => void;
}
