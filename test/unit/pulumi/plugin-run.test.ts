import { join } from "node:path";
import { ApiTokenError } from "../../../src/base/errors";
import { DEFAULT_HTTP_OPTIONS } from "../../../src/http/http-options";
import { PluginRun } from "../../../src/pulumi/plugin-run";
import { temporaryFolder } from "../../support/temporary-folder";

const folder = temporaryFolder();
const runIn = (environment: NodeJS.ProcessEnv) => new PluginRun(environment, () => 0);
const identity = (resourceName: string) => ({ resourceName, key: resourceName, isRenamed: false });
const hostIn = (environment: NodeJS.ProcessEnv) => runIn(environment).hostFor(identity("ci"));

/** The code and the message of what a call throws. */
function thrownBy(call: () => unknown): { code: string; message: string } {
    try {
        call();
    } catch (error) {
        expect(error).toBeInstanceOf(ApiTokenError);
        const { code, message } = error as ApiTokenError;
        return { code, message };
    }
    throw new Error("nothing was thrown");
}

describe("checking the settings of a run", () => {
    test.each(["journal", "./journal", "~/journal"])("finds that %s is no place for the journal", (path) => {
        const host = hostIn({ PULUMI_API_TOKENS_JOURNAL: path });
        expect(
            thrownBy(() => {
                host.checkSettings();
            }),
        ).toMatchObject({
            code: "ERR_INPUT",
            message: expect.stringContaining(`must be an absolute path, and is "${path}"`) as string,
        });
    });

    test("finds options of requests that cannot be used", () => {
        const host = hostIn({ PULUMI_API_TOKENS_TOTAL_TIMEOUT: "3m" });
        expect(
            thrownBy(() => {
                host.checkSettings();
            }),
        ).toMatchObject({
            code: "ERR_INPUT",
            message: expect.stringContaining("PULUMI_API_TOKENS_TOTAL_TIMEOUT must be") as string,
        });
    });

    test("finds nothing wrong with none at all", () => {
        const host = hostIn({});
        expect(() => {
            host.checkSettings();
        }).not.toThrow();
    });
});

describe("the journal of a run", () => {
    test("is the same for all resources, and where the issuing process is told that it is", () => {
        const path = join(folder.path, "journal");
        const run = runIn({ PULUMI_API_TOKENS_JOURNAL: path });
        const [one, other] = [run.hostFor(identity("one")), run.hostFor(identity("other"))];
        expect(one.journal).toBe(other.journal);
        expect(one.journal.describe()).toBe(path);
        expect(one.journalLocation).toBe(path);
    });

    test("is not looked for before it is needed: a run is told of a place that is none at check", () => {
        const host = hostIn({ PULUMI_API_TOKENS_JOURNAL: "~/journal" });
        expect(host.httpOptions()).toEqual(DEFAULT_HTTP_OPTIONS);
        expect(thrownBy(() => host.journal).code).toBe("ERR_INPUT");
        expect(thrownBy(() => host.journalLocation).code).toBe("ERR_INPUT");
    });

    test("that is empty knows of no token", async () => {
        const host = hostIn({ PULUMI_API_TOKENS_JOURNAL: join(folder.path, "journal") });
        expect(await host.journal.view("a-token")).toEqual({ kind: "none" });
    });
});
