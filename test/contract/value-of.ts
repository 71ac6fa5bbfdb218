import type * as pulumi from "@pulumi/pulumi";

/** What an Output holds, outside of a program. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply((value) => {
            resolve(value);
        });
    });
}
