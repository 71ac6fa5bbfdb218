import type { HttpOptions } from "../http/http-options";
import type { PacedTransport, ServerTraits } from "../http/transport";
import type { RunJournal } from "../journal/run-journal";

/** Words for the person at the terminal, at the line of one resource. */
export interface ResourceReport {
    info(text: string): void;
    /** Something a person should look at, although the run goes on. */
    warn(text: string): void;
}

/** Which resource of a run it is. */
export interface ResourceIdentity {
    /** The resource's name in the program. Others of another parent may have it too. */
    readonly resourceName: string;
    /** Tells it from every other one of the run: its URN. The dynamic host is told none, and has the name alone. */
    readonly key: string;
    /** The state has it under another name, or as another host keeps it: that is to be recorded. */
    readonly isRenamed: boolean;
}

/** The world as one resource sees it in one run: the only way in which clock, settings, network and journal come in. */
export interface ResourceHost extends ResourceIdentity {
    readonly report: ResourceReport;
    readonly environment: NodeJS.ProcessEnv;
    readonly journal: RunJournal;
    /** Where the journal is, as the issuing process is told. */
    readonly journalLocation: string;
    /** One value of the stack's config, such as `thousandeyes:apiEndpoint`. */
    setting(key: string): string | undefined;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    readonly wait: (milliseconds: number) => Promise<void>;
    /** Throws `ERR_INPUT` for a setting that cannot be used: of the journal, or of requests. */
    checkSettings(): void;
    httpOptions(): HttpOptions;
    /** Loaded at first use: a run in which nothing is sent loads no HTTP client. */
    transport(endpoint: string, traits?: ServerTraits): Promise<PacedTransport>;
}
