import { proxyFrom } from "../../../src/http/proxy-environment";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

test.each([
    ["an address", "http://proxy:3128", "http://proxy:3128"],
    ["an address with TLS", "https://proxy:3128", "https://proxy:3128"],
    ["a host and a port, as curl and Go take them", "proxy:3128", "http://proxy:3128"],
    ["a host alone", "proxy", "http://proxy"],
    ["an address of IPv6", "[::1]:3128", "http://[::1]:3128"],
    ["a host and a port with spaces around them", " proxy:3128 ", "http://proxy:3128"],
    ["a path and spaces around it", " http://proxy:3128/path ", "http://proxy:3128"],
])("a proxy may be named by %s", (_name, text, address) => {
    expect(proxyFrom({ HTTPS_PROXY: text })).toMatchObject({ address });
});

test.each([
    ["a user and a password", "http://ann:secret@proxy:1", "ann:secret"],
    ["a user alone", "http://ann@proxy:1", "ann:"],
    ["no scheme", "ann:secret@proxy:1", "ann:secret"],
    ["escapes", "http://a%40b:p%3Aw%C3%A9@proxy:1", "a@b:p:wé"],
    ["a sign of percent that begins no escape", "http://ann:100%&50%25@proxy:1", "ann:100%&50%"],
    ["one that begins half an escape", "http://ann:5%2z%%41@proxy:1", "ann:5%2z%A"],
    ["escapes that are no UTF-8", "http://ann:%ff@proxy:1", "ann:%ff"],
])("credentials with %s are sent to the proxy", (_name, text, credentials) => {
    expect(proxyFrom({ HTTPS_PROXY: text })?.authorization).toBe(basic(credentials));
});

test("a proxy without a user is sent no credentials", () => {
    expect(proxyFrom({ HTTPS_PROXY: "http://proxy:1" })).not.toHaveProperty("authorization");
});

test("the names are those of curl for https, in its order", () => {
    const all = { https_proxy: "a", HTTPS_PROXY: "b", all_proxy: "c", ALL_PROXY: "d", HTTP_PROXY: "e" };
    const named = (...names: (keyof typeof all)[]) =>
        proxyFrom(Object.fromEntries(names.map((name) => [name, all[name]])))?.address;
    expect(named("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")).toBe("http://a");
    expect(named("HTTPS_PROXY", "all_proxy", "ALL_PROXY")).toBe("http://b");
    expect(named("all_proxy", "ALL_PROXY")).toBe("http://c");
    expect(named("ALL_PROXY")).toBe("http://d");
    expect(named("HTTP_PROXY")).toBeUndefined();
    expect(proxyFrom({ https_proxy: "", HTTPS_PROXY: "b" })?.address).toBe("http://b");
    expect(proxyFrom({ https_proxy: " " })).toBeUndefined();
    expect(proxyFrom({})).toBeUndefined();
});

const NO_ADDRESS = /^HTTPS_PROXY is no address of a proxy\. Write one such as http:\/\/proxy/;
const OTHER_KIND =
    /^HTTPS_PROXY names a proxy of the kind [a-z0-9]+:\/\/, which .*\. Write one such as http:\/\/proxy/;

test.each([
    ["socks://proxy:1080", OTHER_KIND],
    ["socks5h://secret-word@proxy:1080", OTHER_KIND],
    ["ftp://proxy", OTHER_KIND],
    ["file:///secret-word", OTHER_KIND],
    ["http://", NO_ADDRESS],
    ["http://proxy:port", NO_ADDRESS],
    ["http://a b/secret-word", NO_ADDRESS],
    ["://secret-word", NO_ADDRESS],
])("%s is no proxy that can be used, and is not repeated", (text, words) => {
    const failure = () => proxyFrom({ HTTPS_PROXY: text });
    expect(failure).toThrow(expect.objectContaining({ code: "ERR_INPUT" }) as Error);
    expect(failure).toThrow(words);
    expect(failure).not.toThrow(/secret-word/);
});

describe("NO_PROXY", () => {
    test.each<[string, string, string, boolean]>([
        ["", "api.example.com", "", false],
        ["", "api.example.com.", "", false],
        [" , ", "api.example.com.", "", false],
        ["*", "api.example.com", "", true],
        ["other, *", "api.example.com", "", true],
        ["example.com", "example.com", "", true],
        ["example.com", "api.example.com", "", true],
        ["example.com", "notexample.com", "", false],
        [".example.com", "api.example.com", "", true],
        ["*.example.com", "api.example.com", "", true],
        ["EXAMPLE.com", "api.Example.COM", "", true],
        ["a b,example.com", "example.com", "", true],
        ["example.com:443", "example.com", "", true],
        ["example.com:443", "example.com", "443", true],
        ["example.com:8443", "example.com", "8443", true],
        ["example.com:8443", "example.com", "", false],
        ["example.com:443x", "example.com", "443", false],
        ["10.1.2.3", "10.1.2.3", "", true],
        ["10.1.2.3:443", "10.1.2.3", "", true],
        ["1.2.3", "10.1.2.3", "", false],
        ["10.0.0.0/8", "10.1.2.3", "", true],
        ["10.0.0.0/8", "11.1.2.3", "", false],
        ["10.0.0.0/8", "10.example.com", "", false],
        ["10.1.0.0/16", "10.1.2.3", "", true],
        ["10.0.0.0/8x", "10.1.2.3", "", false],
        ["x10.0.0.0/8", "10.1.2.3", "", false],
        ["10.0.0.0/33", "10.1.2.3", "", false],
        ["fd00::/8", "[fd12::1]", "", true],
        ["fd00::/8", "[fe80::1]", "", false],
        ["::1", "[::1]", "", true],
        ["[::1]", "[::1]", "", true],
        ["x[::1]", "[::1]", "", false],
        ["[::1]x", "[::1]", "", false],
        ["[::1]:8443", "[::1]", "8443", true],
        ["[::1]:8443", "[::1]", "", false],
    ])("%p takes %s with the port %p out of it: %p", (text, host, port, expected) => {
        expect(proxyFrom({ HTTPS_PROXY: "proxy:1", NO_PROXY: text })?.isExempt(host, port)).toBe(expected);
    });

    test("counts in lower case first", () => {
        const proxy = proxyFrom({ HTTPS_PROXY: "proxy:1", no_proxy: "a.com", NO_PROXY: "b.com" });
        expect([proxy?.isExempt("a.com", ""), proxy?.isExempt("b.com", "")]).toEqual([true, false]);
    });
});
