import { DEFAULT_HTTP_OPTIONS } from "../../src/http/http-options";
import { Pacing } from "../../src/http/pacing";
import { Refusals } from "../../src/http/refusals";
import type { PacedTransport } from "../../src/http/transport";
import type { RunJournal } from "../../src/journal/run-journal";
import { PluginRun } from "../../src/pulumi/plugin-run";
import type { ResourceHost, ResourceIdentity, ResourceReport } from "../../src/pulumi/resource-host";

/** What a host is made of in tests; the rest has defaults. */
export type HostParts = Partial<ResourceHost> & Pick<ResourceHost, "now"> & { readonly lines: string[] };

/** Words for the terminal, noted down as it would show them. */
export function notedReport(resourceName: string, lines: string[]): ResourceReport {
    return {
        info: (text) => void lines.push(`${resourceName}: ${text}`),
        warn: (text) => void lines.push(`${resourceName}: warning: ${text}`),
    };
}

/** A way out on which nothing may be sent. */
export function noTransport(): PacedTransport {
    const pacing = new Pacing({
        now: Date.now,
        wait: () => Promise.resolve(),
        rateLimit: "no limit",
        longestWait: 0,
        announce: () => undefined,
    });
    return { send: () => Promise.reject(new Error("nothing may be sent")), refusals: new Refusals(), pacing };
}

/** The world of a resource named "ci", as far as a test says it. */
export function hostOf({ lines, ...parts }: HostParts): ResourceHost {
    const resourceName = parts.resourceName ?? "ci";
    return {
        resourceName,
        key: resourceName,
        isRenamed: false,
        report: notedReport(resourceName, lines),
        environment: {},
        journal: undefined as unknown as RunJournal,
        journalLocation: "nowhere",
        setting: () => undefined,
        wait: () => Promise.resolve(),
        checkSettings: () => undefined,
        httpOptions: () => DEFAULT_HTTP_OPTIONS,
        transport: () => Promise.resolve(noTransport()),
        ...parts,
    };
}

/** A run whose words for the terminal are noted down. */
export class NotedRun extends PluginRun {
    readonly lines: string[] = [];

    override hostFor(identity: ResourceIdentity): ResourceHost {
        const report = notedReport(identity.resourceName, this.lines);
        // Not a copy: the journal is looked for when it is needed.
        return Object.assign(super.hostFor(identity), { report });
    }
}
