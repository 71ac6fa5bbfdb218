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
