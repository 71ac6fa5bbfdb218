export function statusPage(_: unknown): string {
    return "";
}
