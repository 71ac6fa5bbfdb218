import * as pulumi from "@pulumi/pulumi";

/** One value of the stack's config, such as `thousandeyes:token`. */
export function readConfig(key: string): string | undefined {
    const [namespace = "", name = ""] = key.split(":");
    return new pulumi.Config(namespace).get(name);
}

/** What is made once in each run of a program: a process that uses the Automation API may run many. */
export function perRun<T>(make: () => T): () => T {
    const made = new WeakMap<object, T>();
    const outsideOfRuns = {};
    return () => {
        const run = (pulumi.runtime.getMonitor() as object | undefined) ?? outsideOfRuns;
        const mine = made.get(run) ?? make();
        made.set(run, mine);
        return mine;
    };
}
