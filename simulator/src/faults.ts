import { z } from "zod";

/** Which requests a fault meets, and how often. */
export interface FaultTarget {
    /** HTTP method; default: any. */
    method?: string | undefined;
    /** Exact path such as `/v7/api-tokens`, or a prefix ending in `*` such as `/v7/account-groups/*`; default: any. */
    path?: string | undefined;
    /** How many requests it meets before it goes away; default: until cleared. */
    times?: number | undefined;
}

/** What a fault does. "Processed" means that the request takes its full effect, whatever the client gets to see. */
export type FaultEffect =
    /** Processed at once; the right answer comes `delayMs` real milliseconds later. */
    | { kind: "delay"; delayMs: number }
    /** Not processed; the connection is reset, `delayMs` real milliseconds later if given. */
    | { kind: "reset-before"; delayMs?: number | undefined }
    /** Processed; the connection is reset instead of an answer, `delayMs` real milliseconds later if given. */
    | { kind: "reset-after"; delayMs?: number | undefined }
    /** This status, body (default: an error as the API words it) and headers instead of the answer; not processed unless `processed`. */
    | {
          kind: "status";
          status: number;
          body?: unknown;
          contentType?: string | undefined;
          headers?: Record<string, string> | undefined;
          processed?: boolean | undefined;
      }
    /** Processed; the answer declares its full length, then half of it arrives and the connection closes. */
    | { kind: "cut-body" }
    /** An HTML page as of a proxy; `status` defaults to 502; not processed unless `processed`. */
    | { kind: "html"; status?: number | undefined; processed?: boolean | undefined }
    /** Processed; the right body with another content type, by default `text/plain`. */
    | { kind: "content-type"; contentType?: string | undefined }
    /** Never answers until the client goes away; not processed unless `processed`. */
    | { kind: "hang"; processed?: boolean | undefined }
    /** Processed; the answer declares its full length, then all but its last `missing` bytes arrive (default: 1) and the connection closes. */
    | { kind: "partial-body"; missing?: number | undefined }
    /** Processed; the right answer comes compressed, although nobody asked for it; without the header that says so if `unannounced`. */
    | { kind: "gzip"; unannounced?: boolean | undefined }
    /** Processed; `100 Continue` comes before the right answer, although nobody asked for it. */
    | { kind: "interim" }
    /** A proxy's page stands in the place of the answer; `status` defaults to 403; processed unless `processed` is false. */
    | { kind: "proxy-page"; status?: number | undefined; processed?: boolean | undefined }
    /** Not processed; 429 with `Retry-After` alone, in seconds (default: 1), and none of the limit's own headers. */
    | { kind: "retry-after-only"; seconds?: number | undefined }
    /** Not processed; an error that repeats the token, `writing` (default: `clear`), with `status` (default: 403). */
    | { kind: "echo"; status?: number | undefined; writing?: EchoWriting | undefined }
    /** Processed; the answer's body is replaced by `body` (a string as it is, anything else as JSON). */
    | { kind: "body"; body: unknown; status?: number | undefined; contentType?: string | undefined };

/** How `echo` writes a token. */
export type EchoWriting = (typeof ECHO_WRITINGS)[number];

/** The ways in which `echo` can write a token. */
export const ECHO_WRITINGS = [
    "clear",
    "upper",
    "grouped",
    "hex",
    "base64",
    "percent",
    "entities",
    "zero-width",
] as const;

/** A fault of the API, switched on by the control interface. */
export type Fault = FaultTarget & FaultEffect;

/** The name of what a fault does. */
export type FaultKind = Fault["kind"];

const target = {
    method: z.string().optional(),
    path: z.string().startsWith("/").optional(),
    times: z.int().positive().optional(),
};
const delayMs = z.int().min(0).max(600_000);
const status = z.int().min(200).max(599);
const processed = z.boolean().optional();
const contentType = z.string().min(1).optional();

/** The form of a fault in a request to the control interface. */
export const faultSchema: z.ZodType<Fault> = z.discriminatedUnion("kind", [
    z.strictObject({ ...target, kind: z.literal("delay"), delayMs }),
    z.strictObject({ ...target, kind: z.literal("reset-before"), delayMs: delayMs.optional() }),
    z.strictObject({ ...target, kind: z.literal("reset-after"), delayMs: delayMs.optional() }),
    z.strictObject({
        ...target,
        kind: z.literal("status"),
        status,
        body: z.unknown().optional(),
        contentType,
        headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string()).optional(),
        processed,
    }),
    z.strictObject({ ...target, kind: z.literal("cut-body") }),
    z.strictObject({ ...target, kind: z.literal("partial-body"), missing: z.int().positive().optional() }),
    z.strictObject({ ...target, kind: z.literal("gzip"), unannounced: z.boolean().optional() }),
    z.strictObject({ ...target, kind: z.literal("interim") }),
    z.strictObject({ ...target, kind: z.literal("proxy-page"), status: status.optional(), processed }),
    z.strictObject({
        ...target,
        kind: z.literal("retry-after-only"),
        seconds: z.int().min(0).max(86_400).optional(),
    }),
    z.strictObject({
        ...target,
        kind: z.literal("echo"),
        status: status.optional(),
        writing: z.enum(ECHO_WRITINGS).optional(),
    }),
    z.strictObject({ ...target, kind: z.literal("html"), status: status.optional(), processed }),
    z.strictObject({ ...target, kind: z.literal("content-type"), contentType }),
    z.strictObject({ ...target, kind: z.literal("hang"), processed }),
    z.strictObject({
        ...target,
        kind: z.literal("body"),
        body: z.unknown(),
        status: status.optional(),
        contentType,
    }),
]);

/** Whether a request that meets this fault takes its effect all the same. */
export function isProcessed(fault: Fault | undefined): boolean {
    switch (fault?.kind) {
        case "reset-before":
        case "retry-after-only":
        case "echo":
            return false;
        case "proxy-page":
            return fault.processed ?? true;
        case "status":
        case "html":
        case "hang":
            return fault.processed ?? false;
        default:
            return true;
    }
}

/** The faults that are switched on, oldest first; the oldest that matches a request meets it. */
export class FaultList {
    private faults: Fault[] = [];

    /** The faults switched on; `times` is what is left of it. */
    list(): readonly Fault[] {
        return this.faults;
    }

    add(fault: Fault): void {
        this.faults.push({ ...fault });
    }

    clear(): void {
        this.faults = [];
    }

    /** The fault that this request meets, if any; uses up one of its `times`. */
    take(method: string, path: string): Fault | undefined {
        const fault = this.faults.find((candidate) => matches(candidate, method, path));
        if (fault?.times !== undefined) {
            fault.times -= 1;
            this.faults = this.faults.filter((candidate) => candidate.times !== 0);
        }
        return fault;
    }
}

function matches(fault: Fault, method: string, path: string): boolean {
    if (fault.method !== undefined && fault.method.toUpperCase() !== method) {
        return false;
    }
    if (fault.path?.endsWith("*") === true) {
        return path.startsWith(fault.path.slice(0, -1));
    }
    return fault.path === undefined || fault.path === path;
}
