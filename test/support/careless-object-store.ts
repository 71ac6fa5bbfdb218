import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { FaultyWay } from "./faulty-way";

/** As little of S3 as a journal needs, without any condition: whoever puts an object puts it. Asks for no credentials. */
export class CarelessObjectStore extends FaultyWay {
    /** By bucket and key. */
    readonly objects = new Map<string, string>();

    constructor() {
        super(
            createServer((request, response) => {
                void this.answer(request, response);
            }),
        );
    }

    get url(): string {
        return `http://127.0.0.1:${this.port}`;
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { pathname, searchParams } = new URL(request.url ?? "", this.url);
        const key = decodeURIComponent(pathname).slice(1);
        const object = this.objects.get(key);
        if (request.method === "PUT") {
            this.objects.set(key, await text(request));
            response.setHeader("ETag", '"0"').end();
        } else if (request.method === "DELETE") {
            this.objects.delete(key);
            response.writeHead(204).end();
        } else if (searchParams.has("list-type")) {
            response.end(this.list(key.replace(/\/$/, ""), searchParams.get("prefix") ?? ""));
        } else if (object !== undefined) {
            response.end(object);
        } else {
            response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
        }
    }

    private list(bucket: string, prefix: string): string {
        const keys = [...this.objects.keys()].map((name) => name.slice(bucket.length + 1));
        const found = keys.filter((key) => key.startsWith(prefix));
        const time = new Date().toISOString();
        const contents = found.map(
            (key) => `<Contents><Key>${key}</Key><LastModified>${time}</LastModified></Contents>`,
        );
        return `<ListBucketResult><Name>${bucket}</Name>${contents.join("")}</ListBucketResult>`;
    }
}
