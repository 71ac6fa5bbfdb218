/*
 * The names in this file are a file format. Every state file that holds a resource of this package refers to one of
 * them (see `src/pulumi/dynamic-resource.ts`), and a refresh or destroy years from now will ask for it: nothing here is
 * ever moved or renamed.
 */
import { terminalReport } from "./pulumi/report";
import { ApiTokenProvider } from "./thousandeyes/api-token-provider";

/** The provider of `thousandeyes.ApiToken`. Called by Pulumi's plugin process, not by programs. */
export const thousandeyesApiToken = new ApiTokenProvider({
    now: Date.now,
    environment: process.env,
    report: terminalReport,
    client: async (endpoint) => {
        const { connect } = await import("./thousandeyes/connection.js");
        return connect(endpoint);
    },
    findInputProblems: async (inputs) => {
        const { findInputProblems } = await import("./thousandeyes/api-token-check.js");
        return findInputProblems(inputs);
    },
});
