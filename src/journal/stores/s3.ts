import type { _Object, S3ClientConfig } from "@aws-sdk/client-s3";
import { messageOf } from "../../base/errors";
import { TransportError } from "../../http/errors";
import type { S3Address } from "../address";
import { loadDriver } from "./driver";
import { type EntryService, type ListedEntry, ServiceFailure } from "./entry-service";
import { createS3Handler } from "./s3-handler";

/** S3's words for a condition that does not hold, and for one that two requests tried at once. */
const IS_THERE = 412;
const AT_ONCE = 409;

/** What may pass. */
const TRANSIENT = [AT_ONCE, 408, 425, 429, 500, 502, 503, 504];

/** Entries as objects of a bucket. Credentials are found as all of Amazon's tools find them. */
export async function openS3(address: S3Address): Promise<EntryService> {
    const sdk = await loadDriver("@aws-sdk/client-s3", () => import("@aws-sdk/client-s3"));
    const handler = createS3Handler();
    const client = new sdk.S3Client({ ...optionsOf(address), requestHandler: handler });
    const { bucket: Bucket, prefix } = address;
    const object = (name: string) => ({ Bucket, Key: prefix + name });
    const content = (text: string) => ({ Body: text, ContentType: "application/json; charset=utf-8" });
    return {
        async list(start) {
            const entries: ListedEntry[] = [];
            const pages = sdk.paginateListObjectsV2({ client }, { Bucket, Prefix: prefix + start });
            await ask(async () => {
                for await (const { Contents = [] } of pages) {
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
                await ask(() => client.send(command));
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
            await ask(() => client.send(command));
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
        isTransient = TRANSIENT.includes(status ?? 0),
    ) {
        super(message, isTransient);
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
