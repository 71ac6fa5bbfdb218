import type { _Object, S3ClientConfig } from "@aws-sdk/client-s3";
import { messageOf } from "../../base/errors";
import { TransportError } from "../../http/errors";
import type { S3Address } from "../address";
import { loadDriver } from "./driver";
import { type EntryService, type ListedEntry, ServiceFailure, TIME_LIMIT } from "./entry-service";
import { createS3Handler } from "./s3-handler";

/** S3's words for a condition that does not hold, and for one that two requests tried at once. */
const IS_THERE = 412;
const AT_ONCE = 409;

/** What may pass: statuses, and S3's words for a request that came too slowly, or by another clock: the next one is signed by S3's. */
const TRANSIENT = [AT_ONCE, 408, 425, 429, 500, 502, 503, 504];
const TRANSIENT_CODES = ["RequestTimeout", "RequestTimeTooSkewed"];

/** Entries as objects of a bucket. Credentials are found as all of Amazon's tools find them. */
export async function openS3(address: S3Address, timeLimit = TIME_LIMIT): Promise<EntryService> {
    const sdk = await loadDriver("@aws-sdk/client-s3", () => import("@aws-sdk/client-s3"));
    const handler = createS3Handler(timeLimit);
    const client = new sdk.S3Client({ ...optionsOf(address), requestHandler: handler });
    const { bucket: Bucket, prefix } = address;
    const object = (name: string) => ({ Bucket, Key: prefix + name });
    const content = (text: string) => ({
        // Bytes: the driver knows no length of an empty string, and warns of it on the console.
        Body: Buffer.from(text),
        ContentType: "application/json; charset=utf-8",
    });
    return {
        async list(beginning) {
            const entries: ListedEntry[] = [];
            // What is deeper is no entry, and may be much.
            const start = { Bucket, Prefix: prefix + beginning, Delimiter: "/" };
            const pages = sdk.paginateListObjectsV2({ client }, start);
            await ask(async () => {
                for await (const { Name, Contents = [] } of pages) {
                    confirm(Name);
                    entries.push(...entriesOf(Contents, prefix, handler.serverTime() ?? Date.now()));
                }
            });
            return entries;
        },
        async get(name) {
            try {
                const { Body } = await ask(() => client.send(new sdk.GetObjectCommand(object(name))));
                return await Body?.transformToString();
            } catch (error) {
                if (error instanceof S3Failure && error.code === "NoSuchKey") {
                    return undefined;
                }
                throw error;
            }
        },
        async putNew(name, text) {
            const command = new sdk.PutObjectCommand({ ...object(name), ...content(text), IfNoneMatch: "*" });
            try {
                confirm((await ask(() => client.send(command))).ETag);
                return true;
            } catch (error) {
                if (error instanceof S3Failure && error.status === IS_THERE) {
                    return false;
                }
                throw error;
            }
        },
        async put(name, text) {
            const command = new sdk.PutObjectCommand({ ...object(name), ...content(text) });
            confirm((await ask(() => client.send(command))).ETag);
        },
        async delete(name) {
            await ask(() => client.send(new sdk.DeleteObjectCommand(object(name))));
        },
    };
}

/** What else is kept there is no entry. */
function entriesOf(objects: readonly _Object[], prefix: string, now: number): ListedEntry[] {
    const entries = objects.map(({ Key = "", LastModified }) => ({
        name: Key.slice(prefix.length),
        age: now - (LastModified?.getTime() ?? now),
    }));
    return entries.filter(({ name }) => name !== "" && !name.includes("/"));
}

function optionsOf({ region, endpoint, profile, pathStyle }: S3Address): S3ClientConfig {
    return {
        ...(region === undefined ? {} : { region }),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(profile === undefined ? {} : { profile }),
        forcePathStyle: pathStyle,
        // The store above tries again, and knows what a lost answer means.
        maxAttempts: 1,
        // Stores that are not Amazon's know no checksums of their own.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
    };
}

class S3Failure extends ServiceFailure {
    constructor(
        message: string,
        readonly code: string,
        readonly status: number | undefined,
        isTransient = TRANSIENT.includes(status ?? 0) || TRANSIENT_CODES.includes(code),
    ) {
        super(message, isTransient);
    }
}

/** What every answer of S3 has: one without it is somebody else's, such as the page of a proxy. */
function confirm(mark: string | undefined): void {
    if (mark === undefined) {
        throw new S3Failure("what answered is no S3 service", "", undefined);
    }
}

async function ask<T>(run: () => Promise<T>): Promise<T> {
    try {
        return await run();
    } catch (error) {
        throw toFailure(error);
    }
}

/** What the service says may repeat what was sent: its code is enough. */
function toFailure(error: unknown): unknown {
    const { name = "", $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status !== undefined) {
        return new S3Failure(`the service answered ${status} (${name})`, name, status);
    }
    return name === "CredentialsProviderError"
        ? new S3Failure(`there are no credentials (${messageOf(error)})`, name, status)
        : new S3Failure(messageOf(error), name, status, error instanceof TransportError && error.mayPass);
}
