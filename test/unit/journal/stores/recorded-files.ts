import { basename } from "node:path";
import { type FileSystem, systemFiles } from "../../../../src/journal/stores/file-system";

/** Steps that change what is on the disk, or bring it there. */
const CHANGES = ["makeFolder", "create", "overwrite", "sync", "syncFolder", "link", "rename", "remove"];

/** The file system of this machine. It notes what is done to which file, in order, and fails where a test says so. */
export class RecordedFiles {
    readonly steps: string[] = [];
    readonly files: FileSystem;
    private readonly faults: { step: string; code: string }[] = [];

    /** @param random what stands for a random part of a name in the steps */
    constructor(private readonly random = /[0-9a-f]{16}/g) {
        this.files = new Proxy(systemFiles, {
            get: (target, method: keyof FileSystem) => this.noting(method, Reflect.get(target, method)),
        });
    }

    /** Fails every step that begins with these words. Without words, nothing fails any more. */
    fail(step?: string, code = "EIO"): void {
        this.faults.splice(0, step === undefined ? Infinity : 0);
        if (step !== undefined) {
            this.faults.push({ step, code });
        }
    }

    private noting(method: keyof FileSystem, run: unknown) {
        return async (...args: string[]) => {
            const [path = "", second = ""] = args;
            const to = ["link", "rename"].includes(method) ? ` to ${basename(second)}` : "";
            const step = `${method} ${basename(path)}${to}`.replace(this.random, "*");
            if (CHANGES.includes(method)) {
                this.steps.push(step);
            }
            const fault = this.faults.find((one) => step.startsWith(one.step));
            if (fault !== undefined) {
                throw Object.assign(new Error(`${fault.code}: ${step}`), { code: fault.code });
            }
            return (run as (...args: string[]) => Promise<unknown>)(...args);
        };
    }
}
