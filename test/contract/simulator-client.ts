import { request } from "node:http";

/** An answer of the simulated API. */
export interface Answer {
    status: number;
    headers: Record<string, string | string[] | undefined>;
    body: unknown;
}

/** How a call differs from a plain one. */
export interface Call {
    token?: string;
    /** The whole Authorization header, instead of a token. */
    authorization?: string;
    /** The loopback address to call from. */
    from?: string;
}

/** Calls the simulated API, on a connection of its own so that the source address is the one asked for. */
export function call(method: string, url: string, options: Call = {}): Promise<Answer> {
    const authorization = options.authorization ?? (options.token && `Bearer ${options.token}`);
    return new Promise((resolve, reject) => {
        const outgoing = request(
            url,
            {
                method,
                agent: false,
                ...(options.from === undefined ? {} : { localAddress: options.from }),
                headers: authorization === undefined ? {} : { authorization },
            },
            (incoming) => {
                let text = "";
                incoming.setEncoding("utf8");
                incoming.on("data", (chunk: string) => (text += chunk));
                incoming.on("error", reject);
                incoming.on("end", () => {
                    const body: unknown = text === "" ? undefined : JSON.parse(text);
                    resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
                });
            },
        );
        outgoing.on("error", reject);
        outgoing.end();
    });
}
