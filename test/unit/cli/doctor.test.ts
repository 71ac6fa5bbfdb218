import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAtLeast } from "../../../src/cli/doctor/check";
import { checkJournal, whyItMayGo } from "../../../src/cli/doctor/journal";
import { checkEndpoint, checkProxy, endpointsFrom } from "../../../src/cli/doctor/network";
import { checkNode, checkPulumi, checkSdk } from "../../../src/cli/doctor/programs";
import { temporaryFolder } from "../../support/temporary-folder";

const folder = temporaryFolder();
let server: Server;
let seen: { url: string | undefined; authorization: string | undefined }[];
let date: string | undefined;

beforeEach(async () => {
    seen = [];
    date = undefined;
    server = createServer((request, response) => {
        seen.push({ url: request.url, authorization: request.headers.authorization });
        response.sendDate = date === undefined;
        if (date !== undefined && date !== "") {
            response.setHeader("date", date);
        }
        response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v7`;

test.each([
    ["20.18.1", "20.18.1", true],
    ["v20.18.0", "20.18.1", false],
    ["22.1.0", "20.18.1", true],
    ["3.9.0", "3.216.0", false],
    ["21.0.0-pre", "20.18.1", true],
])("%s is at least %s: %p", (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
});

test("Node and the SDK are held against what package.json asks for", () => {
    expect(checkNode("20.18.1").level).toBe("fine");
    expect(checkNode("18.0.0")).toMatchObject({
        level: "broken",
        todo: expect.stringContaining("20.18.1") as string,
    });
    const sdk = join(folder.path, "node_modules", "@pulumi", "pulumi");
    mkdirSync(sdk, { recursive: true });
    writeFileSync(join(sdk, "package.json"), '{"version":"3.100.0"}');
    expect(checkSdk(folder.path)).toMatchObject({
        level: "broken",
        words: "@pulumi/pulumi 3.100.0 is too old",
    });
    expect(checkSdk("/").level).toBe("soon");
});

test("an API that answers is reached without a token, and its clock is compared", async () => {
    const [reached, clock] = await checkEndpoint(address(), Date.now);
    expect([reached?.level, clock?.level]).toEqual(["fine", "fine"]);
    expect(seen).toMatchObject([{ url: "/" }]);
    expect(seen[0]?.authorization ?? "").toBe("");
});

test.each([
    [-20 * 60_000, "20 minutes ahead of"],
    [3 * 3_600_000, "3 hours behind"],
])("a clock that is off by %d ms is told with its direction", async (milliseconds, words) => {
    date = new Date(Date.now() + milliseconds).toUTCString();
    const [, clock] = await checkEndpoint(address(), Date.now);
    expect(clock).toMatchObject({ level: "soon" });
    expect(clock?.words).toMatch(new RegExp(words.replace("3 hours", "[23] hours").replace("20", "(19|20)")));
});

test("an API that gives no Date, and one that is not there", async () => {
    date = "";
    expect((await checkEndpoint(address(), Date.now))[1]?.words).toContain("no Date");
    const [gone] = await checkEndpoint("http://127.0.0.1:1/v7", Date.now);
    expect(gone).toMatchObject({ level: "broken", todo: expect.stringContaining("HTTPS_PROXY") as string });
});

test("a proxy is named without its password, and one that cannot be used is said to be", () => {
    expect(checkProxy({})).toMatchObject({ level: "fine", words: "none" });
    const found = checkProxy({ HTTPS_PROXY: "http://user:hunter22@proxy.example:3128" });
    expect(found.words).toContain("proxy.example:3128");
    expect(found.words).not.toContain("hunter22");
    expect(checkProxy({ HTTPS_PROXY: "socks5://proxy.example" }).level).toBe("broken");
});

test("the addresses are those that the environment names", () => {
    expect(endpointsFrom({})).toEqual(["https://api.thousandeyes.com/v7"]);
    expect(
        endpointsFrom({ TE_API_ENDPOINT: "http://127.0.0.1:9/v7/", VERSIO_URL: "http://127.0.0.1:8" }),
    ).toEqual(["http://127.0.0.1:9/v7", "http://127.0.0.1:8"]);
});

test("a journal is tried with a probe that leaves nothing behind", async () => {
    const place = join(folder.path, "journal");
    expect((await checkJournal(place, {})).words).toContain("created, listed, read and removed");
    expect(readdirSync(place)).toEqual([]);
    chmodSync(place, 0o755);
    expect(await checkJournal(place, {})).toMatchObject({ level: "broken" });
    expect(await checkJournal("here", {})).toMatchObject({ level: "broken" });
});

test.each([
    ["/var/lib/tokens", { CI: "true" }, /CI runner/],
    ["/tmp/tokens", {}, /temporary/],
    ["/var/lib/tokens", { KUBERNETES_SERVICE_HOST: "10.0.0.1" }, /container/],
    ["s3://bucket/prefix", { CI: "true" }, undefined],
])("whether %s with %p outlives the machine", (place, environment, words) => {
    const why = whyItMayGo(place, environment);
    if (words === undefined) {
        expect(why).toBeUndefined();
    } else {
        expect(why).toMatch(words);
    }
});

test("of an engine that is not logged in the backend is broken, and its address has no password", async () => {
    const version = { code: 0, out: "v3.257.0\n", err: "" };
    const asked = (answer: object) => (args: readonly string[]) =>
        Promise.resolve(args[0] === "version" ? version : { code: 0, out: "", err: "", ...answer });
    const [engine, backend] = await checkPulumi(
        asked({ code: 3, err: "error: PULUMI_ACCESS_TOKEN must be set" }),
    );
    expect(engine?.words).toBe("pulumi v3.257.0");
    expect(backend).toMatchObject({
        level: "broken",
        words: expect.stringContaining("`pulumi login`") as string,
    });
    const out = JSON.stringify({ user: "ci", url: "postgres://ops:hunter22@db.example/x" });
    expect((await checkPulumi(asked({ out })))[1]?.words).toBe("postgres://…@db.example/x, as ci");
});
