import { isLoopback } from "../../../src/http/loopback";

test.each(["localhost", "127.0.0.1", "127.0.0.2", "127.255.255.254", "[::1]"])(
    "%s is this machine",
    (host) => {
        expect(isLoopback(host)).toBe(true);
    },
);

test.each([
    "localhost.example.com",
    "example.localhost",
    "notlocalhost",
    "127.evil.com",
    "127.0.0.1.example.com",
    "evil-127.0.0.1",
    "1127.0.0.1",
    "128.0.0.1",
    "0.0.0.0",
    "[::2]",
    "[::1].example.com",
    "",
])("%j is not this machine", (host) => {
    expect(isLoopback(host)).toBe(false);
});
