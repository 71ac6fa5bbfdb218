import { setVariables } from "../../support/environment";
import { head, RawServer } from "../../http-faults/raw-server";
import { GET, PUT, S3Ground } from "./s3-ground";
import { failureOf, NAME, refusalOf, TEXT } from "./service-stage";

const ground = new S3Ground();

const VARIABLES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"];

/** No secret of the server's, and long enough to be one. */
const WRONG = "wrong-0123456789abcdef0123456789abcdef";

afterEach(() => {
    setVariables([...VARIABLES, "HTTPS_PROXY"], ground.server.environment);
});

test.each([
    ["a secret key that is wrong", { AWS_SECRET_ACCESS_KEY: WRONG }, "403 (SignatureDoesNotMatch)"],
    // In the words of the server that is used here: S3's are 403 (InvalidAccessKeyId).
    ["a key that nobody has", { AWS_ACCESS_KEY_ID: WRONG }, "404 (XAdminUserNotFound)"],
])("%s is said after one try, and is not shown", async (_name, wrong, said) => {
    const { store, pauses } = ground.open();
    const secrets = [...ground.secrets, WRONG];
    setVariables(VARIABLES, { ...ground.server.environment, ...wrong });
    const problem = `the service answered ${said}`;
    expect(await failureOf(store.read(NAME), secrets)).toBe(problem);
    expect(await failureOf(store.list(), secrets)).toBe(problem);
    expect(await refusalOf(store.create(NAME, TEXT), secrets)).toBe(`${ground.words}: ${problem}`);
    expect([GET, PUT].map((requests) => ground.proxy.count(requests))).toEqual([1, 0]);
    expect(pauses).toEqual([]);
});

test("without credentials nothing is sent, until there are some", async () => {
    const { store, pauses } = ground.open();
    setVariables(VARIABLES, { AWS_REGION: "us-east-1" });
    const problem = "there are no credentials (Could not load credentials from any providers)";
    expect(await failureOf(store.list(), ground.secrets)).toBe(problem);
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toBe(`${ground.words}: ${problem}`);
    expect(ground.proxy.seen).toEqual([]);
    expect(pauses).toEqual([]);
    setVariables(VARIABLES, ground.server.environment);
    expect(await store.create(NAME, TEXT)).toBe(true);
});

test("without a region nothing is sent", async () => {
    setVariables(VARIABLES, { ...ground.server.environment, AWS_REGION: undefined });
    const { store } = ground.openAt(ground.address.replace("region=us-east-1&", ""));
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toBe(
        `${ground.words}: Region is missing`,
    );
    expect(ground.proxy.seen).toEqual([]);
});

test("the region may come from the environment", async () => {
    const { store } = ground.openAt(ground.address.replace("region=us-east-1&", ""));
    expect(await store.create(NAME, TEXT)).toBe(true);
});

test("a bucket that is not there is said, and no empty journal", async () => {
    const { store, pauses } = ground.openAt(ground.address.replace("s3://journal/", "s3://other/"));
    const problem = "the service answered 404 (NoSuchBucket)";
    expect(await failureOf(store.list(), ground.secrets)).toBe(problem);
    expect(await failureOf(store.ages(), ground.secrets)).toBe(problem);
    expect(await failureOf(store.read(NAME), ground.secrets)).toBe(problem);
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toBe(
        `s3://other/${ground.place}/: ${problem}`,
    );
    expect(pauses).toEqual([]);
});

test("requests go through the proxy that HTTPS_PROXY names, which learns the host alone", async () => {
    const proxy = await RawServer.start((socket) => socket.end(head(403)));
    setVariables(["HTTPS_PROXY"], { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    const { store } = ground.openAt(ground.server.address(ground.place, "https://s3.journal.invalid"));
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toBe(
        `${ground.words}: the proxy did not let the request to s3.journal.invalid through (403): nothing was sent`,
    );
    await proxy.stop();
    expect(proxy.heads).toEqual([expect.stringMatching(/^CONNECT s3\.journal\.invalid:443 HTTP\/1\.1\r\n/)]);
    expect(proxy.heads.join("")).not.toMatch(/authorization|journal\/|aaaaaaaaaaaa/i);
});

test("the bucket is part of the host without an endpoint of one's own, also through a proxy", async () => {
    const proxy = await RawServer.start((socket) => socket.end(head(403)));
    setVariables(["HTTPS_PROXY"], { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    const { store } = ground.openAt("s3://journal/place?region=eu-central-1");
    await failureOf(store.list(), ground.secrets);
    await proxy.stop();
    expect(proxy.heads).toEqual([
        expect.stringMatching(/^CONNECT journal\.s3\.eu-central-1\.amazonaws\.com:443 /),
    ]);
});
