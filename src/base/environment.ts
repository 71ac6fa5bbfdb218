/** An environment variable that is set to nothing counts as one that is not set. */
export function unlessEmpty(value: string | undefined): string | undefined {
    return value === "" ? undefined : value;
}
