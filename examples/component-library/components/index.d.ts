import type * as pulumi from "@pulumi/pulumi";

export interface MonitoringTokenArgs {
    /** A token from the UI; needed once. */
    pasted?: pulumi.Input<string> | undefined;
    /** Another value rotates. */
    release?: pulumi.Input<string> | undefined;
}

/** A ThousandEyes token with the company's rules: rotated 90 days before its end, and by a release. */
export declare class MonitoringToken extends pulumi.ComponentResource {
    readonly token: pulumi.Output<string>;
    readonly validUntil: pulumi.Output<string | undefined>;
    constructor(name: string, args: MonitoringTokenArgs, options?: pulumi.ComponentResourceOptions);
}
