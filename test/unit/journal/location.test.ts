import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ApiTokenError } from "../../../src/base/errors";
import { journalLocation, localFolder } from "../../../src/journal/location";
import { temporaryFolder } from "../../support/temporary-folder";

const VARIABLE = "PULUMI_API_TOKENS_JOURNAL";
const CONFIG = "pulumi-api-tokens:journal";
const BUCKET = "s3://bucket/a?region=eu-central-1";
const DATABASE = "postgres://ci:p%40ss@db/ops";
const configured = (value: string) => (key: string) => (key === CONFIG ? value : undefined);
const expectRefusal = (call: () => unknown, message: string) => {
    expect(call).toThrow(new ApiTokenError("ERR_INPUT", message));
    expect(call).toThrow(expect.objectContaining({ code: "ERR_INPUT" }) as Error);
};

test.each<[string, NodeJS.ProcessEnv, string]>([
    [
        "the named one before all else",
        { PULUMI_API_TOKENS_JOURNAL: "/journal", PULUMI_HOME: "/home" },
        "/journal",
    ],
    ["api-tokens in Pulumi's folder", { PULUMI_HOME: "/pulumi" }, join("/pulumi", "api-tokens")],
    ["api-tokens in Pulumi's own folder by default", {}, join(homedir(), ".pulumi", "api-tokens")],
    [
        "the default one when both variables are empty",
        { PULUMI_API_TOKENS_JOURNAL: "", PULUMI_HOME: "" },
        join(homedir(), ".pulumi", "api-tokens"),
    ],
])("the journal's folder is %s", (_name, environment, expected) => {
    expect(journalLocation(environment)).toBe(expected);
});

const WAYS = {
    home: "no shell is there to replace ~: write the path of your home folder out, or $HOME where a shell reads it",
    root: "write it from the root folder on, such as /var/lib/pulumi/api-tokens",
};

test.each<[string, keyof typeof WAYS]>([
    ["journal", "root"],
    ["./journal", "root"],
    ["../journal", "root"],
    [" /journal", "root"],
    ["a/~/b", "root"],
    ["$HOME/journal", "root"],
    ["~", "home"],
    ["~/journal", "home"],
    ["~user/journal", "home"],
])("the journal's folder is none that means another place in each folder: %s", (path, way) => {
    expectRefusal(
        () => journalLocation({ PULUMI_API_TOKENS_JOURNAL: path, PULUMI_HOME: "/pulumi" }),
        `PULUMI_API_TOKENS_JOURNAL must be an absolute path, and is "${path}": ${WAYS[way]}`,
    );
});

test("a path with a line break is refused in one line", () => {
    expect(() => journalLocation({ PULUMI_API_TOKENS_JOURNAL: "a\nb" })).toThrow('and is "a\\nb": ');
});

test.each([BUCKET, DATABASE])(
    "the journal may be in a service, at an address with all that leads there: %s",
    (address) => {
        expect(journalLocation({ [VARIABLE]: address })).toBe(address);
        expect(journalLocation({}, configured(address))).toBe(address);
    },
);

describe("the stack's config", () => {
    test("counts before the variable", () => {
        expect(journalLocation({ [VARIABLE]: "/journal" }, configured(BUCKET))).toBe(BUCKET);
        expect(journalLocation({ [VARIABLE]: "journal" }, configured("/other"))).toBe("/other");
    });

    test("without the key leaves it to the variable, or to the default", () => {
        expect(journalLocation({ [VARIABLE]: "/journal" }, () => undefined)).toBe("/journal");
        expect(journalLocation({ PULUMI_HOME: "/pulumi" }, () => undefined)).toBe("/pulumi/api-tokens");
    });

    test("is named where it is at fault, and the variable where that is", () => {
        const hint = `cannot be kept in gs://: give an absolute path, s3://bucket/prefix, postgres://user@host/database, or backend`;
        const given = { [VARIABLE]: "gs://bucket" };
        expectRefusal(() => journalLocation({}, configured("gs://bucket")), `${CONFIG} ${hint}`);
        expectRefusal(() => journalLocation(given, configured("gs://bucket")), `${CONFIG} ${hint}`);
        expectRefusal(() => journalLocation(given, () => undefined), `${VARIABLE} ${hint}`);
        expectRefusal(() => journalLocation(given), `${VARIABLE} ${hint}`);
    });

    test("takes no parameter that means nothing", () => {
        expect(() => journalLocation({}, configured("s3://bucket?awssdk=v2"))).toThrow(
            `${CONFIG} has a parameter "awssdk"`,
        );
    });
});

describe("a journal beside Pulumi's state", () => {
    const home = temporaryFolder();

    test("is where PULUMI_BACKEND_URL leads, with parameters that mean nothing to it", () => {
        const backend = { PULUMI_BACKEND_URL: "s3://state?awssdk=v2&region=eu-central-1" };
        const address = "s3://state/.api-tokens?awssdk=v2&region=eu-central-1";
        expect(journalLocation({ [VARIABLE]: "backend", ...backend })).toBe(address);
        expect(journalLocation(backend, configured("backend"))).toBe(address);
        expect(journalLocation({ [VARIABLE]: "/journal", ...backend })).toBe("/journal");
    });

    test("is where the login in PULUMI_HOME leads", () => {
        const pulumi = join(home.path, "pulumi");
        mkdirSync(pulumi);
        writeFileSync(join(pulumi, "credentials.json"), '{ "current": "file:///state" }');
        expect(journalLocation({ [VARIABLE]: "backend", PULUMI_HOME: pulumi })).toBe("/state/.api-tokens");
    });

    test("is said to be asked for where that was, when it cannot be there", () => {
        const backend = { PULUMI_BACKEND_URL: "gs://state" };
        const problem = `is "backend", and a journal cannot be kept in gs://: name a folder, s3://bucket/prefix, or postgres://user@host/database`;
        expectRefusal(() => journalLocation({ [VARIABLE]: "backend", ...backend }), `${VARIABLE} ${problem}`);
        expectRefusal(() => journalLocation(backend, configured("backend")), `${CONFIG} ${problem}`);
    });

    test("is refused in the name of what led there, when that is no address", () => {
        expectRefusal(
            () => journalLocation({ [VARIABLE]: "backend", PULUMI_BACKEND_URL: "s3://key@state" }),
            "PULUMI_BACKEND_URL must name a bucket, and no key: s3://bucket/prefix?region=eu-central-1",
        );
        expectRefusal(
            () =>
                journalLocation({ [VARIABLE]: "backend", PULUMI_BACKEND_URL: "postgres://ci:p/w@db/state" }),
            "PULUMI_BACKEND_URL is not a URL. Percent-encode what is special in its parts, such as @ in a password",
        );
        expect(() => journalLocation({ [VARIABLE]: "backend", PULUMI_BACKEND_URL: "file://state" })).toThrow(
            "a folder that another place may be meant by, file://state",
        );
    });
});

describe("PULUMI_HOME", () => {
    const relative = `PULUMI_HOME must be an absolute path, and is "pulumi": ${WAYS.root}`;

    test("that is no absolute path is refused where it counts", () => {
        expectRefusal(() => journalLocation({ PULUMI_HOME: "pulumi" }), relative);
        expectRefusal(() => journalLocation({ [VARIABLE]: "backend", PULUMI_HOME: "pulumi" }), relative);
        expectRefusal(() => localFolder(BUCKET, { PULUMI_HOME: "pulumi" }), relative);
    });

    test("is no matter where the journal is named", () => {
        expect(journalLocation({ [VARIABLE]: "/journal", PULUMI_HOME: "pulumi" })).toBe("/journal");
        expect(localFolder("/journal", { PULUMI_HOME: "pulumi" })).toBe("/journal");
    });
});

describe("the folder for what concerns this machine alone", () => {
    test("is the journal's own where that is one", () => {
        expect(localFolder("/journal", { PULUMI_HOME: "/pulumi" })).toBe("/journal");
    });

    test.each([BUCKET, DATABASE])("is the default one where the journal is in a service: %s", (address) => {
        expect(localFolder(address, { PULUMI_HOME: "/pulumi" })).toBe("/pulumi/api-tokens");
        expect(localFolder(address, {})).toBe(join(homedir(), ".pulumi", "api-tokens"));
    });
});
