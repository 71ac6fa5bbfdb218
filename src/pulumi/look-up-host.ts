import type { SettingSources } from "../base/setting";
import type { Transport } from "../http/json-api";
import type { ServerTraits } from "../http/transport";

/** The world as a look-up sees it: in a program, or in the provider that programs of all languages call. */
export interface LookUpHost {
    /** Where a setting comes from: the argument, config, the environment. */
    sources(argument: string | undefined): SettingSources;
    /** The answers of this run, by question. */
    readonly answers: Map<string, Promise<unknown>>;
    transport(endpoint: string, traits?: ServerTraits): Promise<Transport>;
}

/** A look-up: asks a system, and throws an `ApiTokenError` when that comes to nothing. */
export type LookUp<A extends object, R extends object> = (args: A, host: LookUpHost) => Promise<R>;
