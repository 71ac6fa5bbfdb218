/** Whether a URL's hostname is this machine itself: the only place that plain `http` may go to. */
export function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
