import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { RequestRecord } from "./request-log";

/** What the routes of an API find in their context. */
export interface ApiEnv {
    Bindings: HttpBindings;
    Variables: {
        /** The entry of this request in the log. */
        record: RequestRecord;
        /** The token that was sent, if any. */
        token: string | undefined;
    };
}

/** An error as an API words it: its status, what is wrong, and the path that was asked for. */
export type ErrorAnswer = (status: number, detail: string, path: string) => Response;

/** The API of a simulated system. */
export interface SimulatedApi {
    /** Where it begins on the listener, such as `/v7`; no other API begins below it. */
    basePath: string;
    /** The token of a request, from wherever this API takes it; undefined without one. */
    tokenOf: (context: Context<ApiEnv>) => string | undefined;
    error: ErrorAnswer;
    /** Adds its routes, all of them below its base path. */
    mount: (app: Hono<ApiEnv>) => void;
}

/** The part of the control interface that stands in for a system's UI. */
export interface SystemControl {
    /** Its routes, with what each is for. */
    routes: Readonly<Record<string, string>>;
    /** Adds them. */
    mount: (app: Hono) => void;
}

/** A simulated system. */
export interface SimulatedSystem {
    api: SimulatedApi;
    control: SystemControl;
}
