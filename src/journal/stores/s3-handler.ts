import { Readable } from "node:stream";
import { createExchange, headerOf } from "../../http/exchange";
import { DEFAULT_HTTP_OPTIONS } from "../../http/http-options";

/** Until a connection stands, in milliseconds. */
const CONNECT_LIMIT = 5000;

/** As much of a request of the driver as is needed to send it. */
interface DriverRequest {
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number;
    readonly path: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly query: Record<string, string | string[] | null>;
    readonly body?: string | Uint8Array;
}

/** The driver's requests go the ways of all others: through the proxy that the environment names, within time limits. */
export function createS3Handler(timeLimit: number) {
    const exchange = createExchange({
        ...DEFAULT_HTTP_OPTIONS,
        connectTimeout: CONNECT_LIMIT,
        totalTimeout: timeLimit,
    });
    let time: number | undefined;
    return {
        /** The clock of the service, by its last answer: milliseconds since 1970. */
        serverTime: () => time,
        handle: async ({ method, headers, body, ...address }: DriverRequest) => {
            const answer = await exchange({
                method,
                url: urlOf(address),
                headers: headersOf(headers),
                ...(body === undefined ? {} : { body }),
            });
            const received = Object.keys(answer.headers).map((name) => [
                name,
                headerOf(answer.headers, name),
            ]);
            const response = {
                statusCode: answer.status,
                headers: Object.fromEntries(received) as Record<string, string>,
                body: Readable.from([answer.body]),
            };
            const date = Date.parse(response.headers.date ?? "");
            time = Number.isNaN(date) ? time : date;
            return { response };
        },
    };
}

/** Without what belongs to the connection: undici says the host itself, and takes no `Expect`, which is not signed. */
function headersOf(headers: Record<string, string>): Record<string, string> {
    const kept = Object.entries(headers).filter(([name]) => !/^(host|expect)$/i.test(name));
    return Object.fromEntries(kept);
}

function urlOf({ protocol, hostname, port, path, query }: Omit<DriverRequest, "method" | "headers">): string {
    const parameters = Object.entries(query).flatMap(([name, value]) =>
        [value ?? ""].flat().map((one) => `${escape(name)}=${escape(one)}`),
    );
    const search = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
    return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}${search}`;
}

/** As it was signed. */
function escape(text: string): string {
    return encodeURIComponent(text).replace(
        /[!'()*]/g,
        (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}
