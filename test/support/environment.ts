/** Sets the named variables of this process's environment, and removes those without a value. */
export function setVariables(
    names: readonly string[],
    values: Readonly<Partial<Record<string, string>>>,
): void {
    for (const name of names) {
        const value = values[name];
        if (value === undefined) {
            Reflect.deleteProperty(process.env, name);
        } else {
            process.env[name] = value;
        }
    }
}

/**
 * Leaves the drivers of a journal's services nothing but these variables: no settings, no credentials and no proxy of the
 * user.
 *
 * @returns puts everything back
 */
export function useDriverVariables(values: Readonly<Record<string, string>>): () => void {
    const before = { ...process.env };
    const others = Object.entries(before).filter(
        ([name]) => !/^(aws_|pg|https?_proxy$|no_proxy$)/i.test(name),
    );
    const nothing = {
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        AWS_EC2_METADATA_DISABLED: "true",
        // Node 20 is tested on purpose.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
    process.env = { ...Object.fromEntries(others), ...nothing, ...values };
    return () => {
        process.env = before;
    };
}
