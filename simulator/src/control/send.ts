/** Sends a request to the control interface; throws with the simulator's own words when it refuses. */
export type ControlSend = <T>(method: string, path: string, body?: object) => Promise<T>;

/** Sends to the control interface at this URL. */
export function controlSend(controlUrl: string): ControlSend {
    return async <T>(method: string, path: string, body?: object) => {
        const response = await fetch(`${controlUrl}${path}`, {
            method,
            ...(body === undefined
                ? {}
                : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
        });
        const text = await response.text();
        if (!response.ok) {
            throw new Error(`The simulator refused ${method} ${path} (${response.status}): ${errorOf(text)}`);
        }
        return JSON.parse(text) as T;
    };
}

function errorOf(text: string): string {
    try {
        return (JSON.parse(text) as { error: string }).error;
    } catch {
        return text;
    }
}
