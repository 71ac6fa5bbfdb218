/** One finding of a 400 answer. */
export interface FieldError {
    code: string;
    field: string;
    message: string;
}

const titles: Readonly<Record<number, string>> = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
};

/** The title of an error with this status. */
export function titleOf(status: number): string {
    return titles[status] ?? `Status ${status}`;
}

function problemBody(status: number, detail: string, path: string, errors?: FieldError[]): object {
    return {
        type: "about:blank",
        title: titleOf(status),
        status,
        detail,
        instance: /^\/[^/]*/.exec(path)?.[0],
        ...(errors === undefined ? {} : { errors }),
    };
}

/** An `application/problem+json` answer; `instance` is the API's base path, as in the examples of ThousandEyes' specification. */
export function problem(status: number, detail: string, path: string, errors?: FieldError[]): Response {
    return jsonResponse(status, problemBody(status, detail, path, errors), "application/problem+json");
}

/** An answer with a JSON body. */
export function jsonResponse(status: number, body: unknown, contentType: string): Response {
    return new Response(JSON.stringify(body), { status, headers: { "content-type": contentType } });
}
