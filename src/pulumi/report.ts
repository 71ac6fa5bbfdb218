import type { ResourceReport } from "./resource-host";

/** The name under which this package speaks of what concerns no single resource. */
export const RUN = "pulumi-api-tokens";

/**
 * Words for the person at the terminal. A dynamic provider's standard output and standard error reach it as messages
 * of the stack, in preview and in up.
 */
export interface Report {
    info(resourceName: string, text: string): void;
    /** Something a person should look at, although the run goes on. */
    warn(resourceName: string, text: string): void;
}

/* eslint-disable no-console -- this file is the way to the terminal */
export const terminalReport: Report = {
    info: (resourceName, text) => {
        console.log(`${resourceName}: ${text}`);
    },
    warn: (resourceName, text) => {
        console.error(`${resourceName}: warning: ${text}`);
    },
};
/* eslint-enable no-console */

/** The same for one resource. */
export function terminalReportOf(resourceName: string): ResourceReport {
    return {
        info: (text) => {
            terminalReport.info(resourceName, text);
        },
        warn: (text) => {
            terminalReport.warn(resourceName, text);
        },
    };
}
