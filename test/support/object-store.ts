import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { ForkedServer } from "./forked-server";

/** What the server says of itself. */
interface Announced {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly data: string;
}

/** An S3-compatible server to keep a journal in. It ends with this process, even when that is killed. */
export class ObjectStore {
    private readonly server = new ForkedServer<Announced>("object-store");
    private announced: Announced | undefined;

    async start(): Promise<void> {
        this.announced = await this.server.start();
    }

    stop(): Promise<void> {
        return this.server.stop();
    }

    get endpoint(): string {
        return this.facts.endpoint;
    }

    /** The folder with the objects as files. */
    get data(): string {
        return this.facts.data;
    }

    /** Of a journal under a prefix, reached directly or by way of another endpoint. */
    address(prefix: string, endpoint = this.endpoint): string {
        const { bucket, region } = this.facts;
        return `s3://${bucket}/${prefix}?region=${region}&endpoint=${encodeURIComponent(endpoint)}`;
    }

    /** The credentials, in the variables that all of Amazon's tools read. */
    get environment(): Record<string, string> {
        const { accessKeyId, secretAccessKey, region } = this.facts;
        return {
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
            AWS_REGION: region,
        };
    }

    /** All texts under a prefix, by name. */
    async entries(prefix: string): Promise<Map<string, string>> {
        const { bucket: Bucket, endpoint, region, ...credentials } = this.facts;
        const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
        try {
            const Prefix = prefix === "" ? "" : `${prefix}/`;
            const entries = new Map<string, string>();
            for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
                for (const { Key = "" } of Contents) {
                    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
                    entries.set(Key.slice(Prefix.length), (await Body?.transformToString()) ?? "");
                }
            }
            return entries;
        } finally {
            client.destroy();
        }
    }

    private get facts(): Announced {
        if (this.announced === undefined) {
            throw new Error("the object store is not started");
        }
        return this.announced;
    }
}
