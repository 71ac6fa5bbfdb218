import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ApiTokenError } from "../../../src/base/errors";
import { backendAddress } from "../../../src/journal/backend-address";
import { temporaryFolder } from "../../support/temporary-folder";

const temporary = temporaryFolder();
const home = () => join(temporary.path, "home");
const project = () => join(temporary.path, "project");
const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
};
const writeProject = (text: string, name = "Pulumi.yaml") => {
    write(join(project(), name), text);
};
const logIn = (text: string, folder = home()) => {
    write(join(folder, "credentials.json"), text);
};
const find = (environment: NodeJS.ProcessEnv = {}, folder = project()) =>
    backendAddress(environment, home(), "the setting", folder);
const addressOf = (backend: string) => find({ PULUMI_BACKEND_URL: backend }).address;
const originOf = (...places: Parameters<typeof find>) => find(...places).origin;
const expectRefusal = (call: () => unknown, message: string) => {
    expect(call).toThrow(new ApiTokenError("ERR_INPUT", message));
    expect(call).toThrow(expect.objectContaining({ code: "ERR_INPUT" }) as Error);
};
const NOWHERE =
    'the setting is "backend", and where Pulumi keeps its state is said nowhere: set PULUMI_BACKEND_URL, or run `pulumi login`';

const BY_VARIABLE = { PULUMI_BACKEND_URL: "s3://variable" };
const BY_PROJECT = "name: p\nbackend:\n  url: s3://project\n";
const BY_LOGIN = '{ "current": "s3://login", "accounts": {} }';

describe("the address of Pulumi's state", () => {
    test("is that of the variable before those of the project and the login", () => {
        writeProject(BY_PROJECT);
        logIn(BY_LOGIN);
        expect(find(BY_VARIABLE)).toEqual({
            address: "s3://variable/.api-tokens",
            origin: "PULUMI_BACKEND_URL",
        });
    });

    test("is that of the project before that of the login, also where the variable is empty", () => {
        writeProject(BY_PROJECT);
        logIn(BY_LOGIN);
        const found = { address: "s3://project/.api-tokens", origin: "backend.url of the project file" };
        expect(find()).toEqual(found);
        expect(find({ PULUMI_BACKEND_URL: "" })).toEqual(found);
    });

    test("is that of the login at last", () => {
        writeProject("name: p\nruntime: nodejs\n");
        logIn(BY_LOGIN);
        expect(find()).toEqual({ address: "s3://login/.api-tokens", origin: "the address of pulumi login" });
    });

    test("is said nowhere without all three", () => {
        expectRefusal(() => find(), NOWHERE);
        expectRefusal(() => find({ PULUMI_BACKEND_URL: "" }), NOWHERE);
    });
});

describe("the project file", () => {
    test.each(["Pulumi.yaml", "Pulumi.yml"])("may be called %s", (name) => {
        writeProject(BY_PROJECT, name);
        expect(find().address).toBe("s3://project/.api-tokens");
    });

    test("is Pulumi.yaml where both are there", () => {
        writeProject(BY_PROJECT);
        writeProject("backend: { url: s3://other }\n", "Pulumi.yml");
        expect(find().address).toBe("s3://project/.api-tokens");
    });

    test("is looked for from the program's folder up", () => {
        writeProject(BY_PROJECT);
        const deep = join(project(), "a", "b");
        expect(find({}, deep).address).toBe("s3://project/.api-tokens");
        mkdirSync(deep, { recursive: true });
        expect(find({}, deep).address).toBe("s3://project/.api-tokens");
    });

    test("is the nearest one, though it says nothing of a backend", () => {
        writeProject(BY_PROJECT);
        logIn(BY_LOGIN);
        const deep = join(project(), "a", "b");
        write(join(project(), "a", "Pulumi.yml"), "name: inner\n");
        expect(originOf({}, deep)).toBe("the address of pulumi login");
        write(join(deep, "Pulumi.yaml"), "backend: { url: s3://inner }\n");
        expect(find({}, deep).address).toBe("s3://inner/.api-tokens");
    });

    test("is looked for from the process's own folder where none is named", () => {
        jest.spyOn(process, "cwd").mockReturnValueOnce(project());
        writeProject(BY_PROJECT);
        expect(backendAddress({}, home(), "the setting").address).toBe("s3://project/.api-tokens");
    });

    test.each([
        ["a block", "backend:\n  url: s3://found\n"],
        ["a block after and before others", "name: p\nbackend:\n  url: s3://found\nruntime: nodejs\n"],
        ["a block that ends with the file", "backend:\n  url: s3://found"],
        [
            "a block with lines of Windows",
            "name: p\r\nbackend:\r\n  # a\r\n\r\n  url: s3://found\r\nruntime: x\r\n",
        ],
        ["a block with comments", "backend: # where\n  # url: s3://other\n  url: s3://found # here\n"],
        ["a block with a comment that is not indented", "backend:\n# url: s3://other\n  url: s3://found\n"],
        ["a block with empty lines", "backend:\n\n   \n  url: s3://found\n"],
        ["a block with spaces after the key", "backend: \t\n  url:   s3://found  \n"],
        [
            "a block with another key before it",
            "backend:\n  kind: url\n  my-url: s3://no\n  url: s3://found\n",
        ],
        ["a block in double quotes", 'backend:\n  url: "s3://found"\n'],
        ["a block in single quotes", "backend:\n  url: 's3://found'\n"],
        ["a block without a space in the indent but a tab", "backend:\n\turl:\ts3://found\n"],
        ["one line", "backend: {url: s3://found}\n"],
        ["one line with spaces", "backend:  { url:  s3://found }\n"],
        ["one line with another key before it", "backend: { kind: x, url: s3://found }\n"],
        ["one line with another key after it", "backend: {url: s3://found, kind: x}\n"],
        ["one line in quotes, with a comment", 'backend: { url: "s3://found" } # here\n'],
    ])("may have it in %s", (_name, yaml) => {
        writeProject(yaml);
        expect(find().address).toBe("s3://found/.api-tokens");
    });

    test.each([
        ["is of another key", "config:\n  url: s3://no\n"],
        ["follows a backend that has none", "backend:\nconfig:\n  url: s3://no\n"],
        ["follows a backend with others", "backend:\n  kind: x\nconfig:\n  url: s3://no\n"],
        ["is not indented", "backend:\nurl: s3://no\n"],
        ["is in a comment", "# backend: {url: s3://no}\nbackend:\n  # url: s3://no\n"],
        ["is of a key that is not at the top", "template:\n  backend:\n    url: s3://no\n"],
        ["is of a key that only ends so", "my-backend:\n  url: s3://no\n"],
        ["is another key in one line", "backend: { myurl: s3://no }\n"],
        ["is after the braces", "backend: {} # url: s3://no\n"],
        ["is below one line", "backend: {\n  kind: x }\nconfig: { url: s3://no }\n"],
        ["is empty", 'backend:\n  url: ""\n'],
        ["is nothing", "backend:\n  url:\n"],
    ])("has none where an address %s", (_name, yaml) => {
        writeProject(yaml);
        expectRefusal(() => find(), NOWHERE);
    });

    test.each([
        ["at the end alone", "s3://found'", "s3://found'/.api-tokens"],
        ["before the end", "s3://'found'", "s3://'found'/.api-tokens"],
    ])("keeps quotes that are %s", (_name, url, address) => {
        writeProject(`backend:\n  url: ${url}\n`);
        expect(find().address).toBe(address);
    });

    test("keeps quotes that do not close at the end", () => {
        writeProject("backend:\n  url: 's3://found'x\n");
        expect(() => find()).toThrow("cannot be kept in what is no URL");
    });

    test("with many empty lines and no address takes no time to read", () => {
        writeProject(`backend:\n${"   \n".repeat(300)}name: p\n`);
        expectRefusal(() => find(), NOWHERE);
    });
});

describe("the login", () => {
    test.each([
        ["is cut off at once", "{"],
        ["is cut off later", BY_LOGIN.slice(0, 20)],
        ["has no current one", '{ "accounts": {} }'],
        ["has an empty current one", '{ "current": "" }'],
        ["has something else for it", '{ "current": ["s3://login"] }'],
        ["is null", "null"],
        ["is a text", '"s3://login"'],
    ])("counts as none where its file %s", (_name, text) => {
        logIn(text);
        expectRefusal(() => find(), NOWHERE);
    });

    test("is in the folder that PULUMI_CREDENTIALS_PATH names, where it is set", () => {
        const folder = join(temporary.path, "credentials");
        logIn('{ "current": "s3://elsewhere" }', folder);
        logIn(BY_LOGIN);
        expect(find({ PULUMI_CREDENTIALS_PATH: folder }).address).toBe("s3://elsewhere/.api-tokens");
        expect(find({ PULUMI_CREDENTIALS_PATH: "" }).address).toBe("s3://login/.api-tokens");
    });
});

describe("a journal beside the state", () => {
    test.each([
        ["s3://bucket", "s3://bucket/.api-tokens"],
        ["s3://bucket/", "s3://bucket/.api-tokens"],
        ["s3://bucket/a/b//", "s3://bucket/a/b/.api-tokens"],
        ["s3://bucket?region=eu&awssdk=v2", "s3://bucket/.api-tokens?region=eu&awssdk=v2"],
        ["s3://bucket/a/?endpoint=http://minio/", "s3://bucket/a/.api-tokens?endpoint=http://minio/"],
        ["file:///state", "/state/.api-tokens"],
        ["file:///state/", "/state/.api-tokens"],
        ["file:///a%20b?metadata=skip", "/a b/.api-tokens"],
        ["file://localhost/state", "/state/.api-tokens"],
        ["file://~", join(homedir(), ".api-tokens")],
        ["file://~/", join(homedir(), ".api-tokens")],
        ["file://~/state", join(homedir(), "state", ".api-tokens")],
        ["file://~?metadata=skip", join(homedir(), ".api-tokens")],
        ["postgres://ci@db/state", "postgres://ci@db/state"],
        ["postgresql://ci@db/state", "postgresql://ci@db/state"],
        ["postgres://ci@db/state?table=pulumi_state", "postgres://ci@db/state"],
        [
            "postgres://ci:p%40ss@db:6432/state?sslmode=require&table=pulumi_state&x=1",
            "postgres://ci:p%40ss@db:6432/state?sslmode=require&x=1",
        ],
        ["postgres://one:1,two:2/state?table=a", "postgres://one:1,two:2/state?table=a"],
    ])("of %s is %s", (backend, address) => {
        expect(addressOf(backend)).toBe(address);
    });

    test.each(["file://~state", "file://./state", "file://host/state"])(
        "of %s is refused: it is another folder in each place it is used from",
        (backend) => {
            expect(() => addressOf(backend)).toThrow(
                `a folder that another place may be meant by, ${backend}: name the journal's own, from the root folder on`,
            );
        },
    );

    test.each([
        ["gs://bucket", "gs://"],
        ["azblob://container?x=1", "azblob://"],
        ["https://app.pulumi.com", "https://"],
        ["https://ci:word@pulumi.example.com", "https://"],
        ["s3+x://bucket", "s3+x://"],
        ["xpostgres://db", "xpostgres://"],
        ["GS://bucket", "GS://"],
        [" s3://bucket", "what is no URL"],
        ["/state", "what is no URL"],
        ["s3:bucket", "what is no URL"],
        ["ci:word@db", "what is no URL"],
    ])("of %s cannot be kept there, whoever says so", (backend, what) => {
        const message = `the setting is "backend", and a journal cannot be kept in ${what}: name a folder, s3://bucket/prefix, or postgres://user@host/database`;
        expectRefusal(() => addressOf(backend), message);
        logIn(JSON.stringify({ current: backend }));
        expectRefusal(() => find(), message);
    });
});
