import { useDriverVariables } from "../../support/environment";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { ObjectStore } from "../../support/object-store";
import { temporaryFolder } from "../../support/temporary-folder";
import { openStaged, type StagedStore, type StageOptions, TEXT } from "./service-stage";

/** Requests about the entry that the tests have. */
export const PUT = /^PUT .*aaaaaaaaaaaa\.1\.json/;
export const GET = /^GET .*aaaaaaaaaaaa\.1\.json/;
export const DELETE = /^DELETE .*aaaaaaaaaaaa\.1\.json/;
export const LIST = /^GET .*list-type=2/;

/** An object store during the tests of a file, faults on the way to it, and another place in it for each test. */
export class S3Ground {
    readonly server = new ObjectStore();
    private readonly home = temporaryFolder();
    private opened: FaultProxy | undefined;
    private restore: (() => void) | undefined;
    private places = 0;

    constructor() {
        beforeAll(() => this.start());
        afterAll(() => this.stop());
        beforeEach(async () => {
            this.places++;
            this.proxy.reset();
            await this.proxy.open();
        });
    }

    get proxy(): FaultProxy {
        if (this.opened === undefined) {
            throw new Error("the proxy is not started");
        }
        return this.opened;
    }

    get place(): string {
        return `place-${this.places}`;
    }

    /** The journal's address, as messages have it. */
    get words(): string {
        return `s3://journal/${this.place}/`;
    }

    get address(): string {
        return this.server.address(this.place, this.proxy.url);
    }

    get folder(): string {
        return this.home.path;
    }

    /** What no message may say. */
    get secrets(): string[] {
        return [this.server.environment.AWS_SECRET_ACCESS_KEY ?? ""];
    }

    open(options?: StageOptions): StagedStore {
        return this.openAt(this.address, options);
    }

    openAt(address: string, options?: StageOptions): StagedStore {
        return openStaged(address, this.folder, options);
    }

    /** As S3 answers. What it says besides a code may repeat what was sent. */
    refused(status: number, code: string): Fault {
        const message = `${TEXT} ${this.secrets.join(" ")}`;
        const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
        return { status, body, headers: { "content-type": "application/xml" } };
    }

    private async start(): Promise<void> {
        await this.server.start();
        this.restore = useDriverVariables(this.server.environment);
        this.opened = new FaultProxy(new URL(this.server.endpoint));
    }

    private async stop(): Promise<void> {
        this.restore?.();
        await this.opened?.close();
        await this.server.stop();
    }
}
