import type { Socket } from "node:net";
import type { buildConnector } from "undici";

/** More than any answer with a token has. */
const MOST = 1024 * 1024;

/** What arrived on a connection, byte by byte, whether an answer could be made of it or not. */
export class Recording {
    private readonly pieces: Buffer[] = [];
    private length = 0;

    get isFull(): boolean {
        return this.length >= MOST;
    }

    add(piece: Buffer): void {
        if (!this.isFull) {
            this.pieces.push(piece);
            this.length += piece.length;
        }
    }

    received(): Received {
        return new Received(Buffer.concat(this.pieces));
    }
}

/** What arrived of an answer, as it came. A token may be in it: nothing that prints an object prints it. */
export class Received {
    readonly #bytes: Buffer;

    constructor(bytes: Buffer) {
        this.#bytes = bytes;
    }

    bytes(): Buffer {
        return this.#bytes;
    }
}

/** The same connections, with all that arrives on one written down. Interim answers, which undici takes for broken ones, are passed over. */
export function recorded(connect: buildConnector.connector, recording: Recording): buildConnector.connector {
    return (options, callback) => {
        connect(options, (...result) => {
            if (result[0] === null) {
                record(result[1], recording);
            }
            callback(...result);
        });
    };
}

/** Nothing for so long, and nothing more is waited for: milliseconds. */
const SILENCE = 1000;

/** The same for all that is still to come. */
const PATIENCE = 5000;

/** What undici and its parser say of an answer that cannot be understood; the parser's errors may have no code. */
const NOT_UNDERSTOOD =
    /^(HTTPParserError|UND_ERR_(SOCKET|HEADERS_OVERFLOW|RES(PONSE)?_CONTENT_LENGTH_MISMATCH))$/;

function isNotUnderstood(error?: Error & { code?: string }): boolean {
    return [error?.name, error?.code].some((word) => word !== undefined && NOT_UNDERSTOOD.test(word));
}

function record(socket: Socket, recording: Recording): void {
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
    const destroy = socket.destroy.bind(socket);
    const interim = new InterimAnswers();
    let isLeft = false;
    socket.read = (size?: number) => {
        for (let piece = isLeft ? null : read(size); piece !== null; piece = read(size)) {
            recording.add(piece);
            const rest = interim.after(piece);
            if (rest.length > 0) {
                return rest;
            }
        }
        return null;
    };
    // An answer that cannot be understood is given up at once: what is still to come of it is written down before that.
    socket.destroy = (error?: Error & { code?: string }) => {
        if (isLeft || socket.readableEnded || !isNotUnderstood(error)) {
            return destroy(error);
        }
        isLeft = true;
        const end = () => void destroy(error);
        const silence = setTimeout(end, SILENCE);
        const patience = setTimeout(end, PATIENCE);
        const readOn = () => {
            silence.refresh();
            for (let piece = read(); piece !== null && !recording.isFull; piece = read()) {
                recording.add(piece);
            }
            if (recording.isFull) {
                end();
            }
        };
        socket
            .once("end", end)
            .once("close", () => {
                clearTimeout(silence);
                clearTimeout(patience);
            })
            .on("readable", readOn);
        readOn();
        return socket;
    };
}

/** `HTTP/1.1 100` and the like: all of the 100s but 101, after which the connection is another one. */
const INTERIM = /^HTTP\/1\.\d 1(?!01)\d\d/;
const LONGEST_START = "HTTP/1.1 100".length;
const END_OF_HEAD = "\r\n\r\n";

/** Takes the heads of interim answers from the beginning of what arrives. */
export class InterimAnswers {
    private held: Buffer | undefined = Buffer.alloc(0);

    /** @returns what is not part of one; empty while that cannot be told */
    after(piece: Buffer): Buffer {
        if (this.held === undefined) {
            return piece;
        }
        let rest = Buffer.concat([this.held, piece]);
        while (INTERIM.test(startOf(rest)) && rest.includes(END_OF_HEAD)) {
            rest = rest.subarray(rest.indexOf(END_OF_HEAD) + END_OF_HEAD.length);
        }
        const isOpen = INTERIM.test(startOf(rest)) || rest.length < LONGEST_START;
        this.held = isOpen ? rest : undefined;
        return isOpen ? Buffer.alloc(0) : rest;
    }
}

function startOf(bytes: Buffer): string {
    return bytes.toString("latin1", 0, LONGEST_START);
}
