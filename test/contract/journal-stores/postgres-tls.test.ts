import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { Certificates, type Identity } from "../../http-faults/certificates";
import { FaultyWay } from "../../support/faulty-way";
import { PostgresGround } from "./postgres-ground";
import { NAME, refusalOf, TEXT } from "./service-stage";

const ground = new PostgresGround();
const folder = mkdtempSync(join(tmpdir(), "postgres-tls-"));
let certificates: Certificates;
let front: TlsFront | undefined;

/** Takes TLS off before the server, which has none: as a pool of connections does. */
class TlsFront extends FaultyWay {
    constructor(targetPort: number, identity: Identity) {
        super(
            createServer((socket) => {
                // The client asks for TLS first, in clear.
                socket.once("data", () => {
                    socket.write("S");
                    const secure = new TLSSocket(socket, { isServer: true, ...identity });
                    splice(secure, connect(targetPort, "127.0.0.1"));
                });
            }),
        );
    }
}

function splice(one: Socket, other: Socket): void {
    one.on("error", () => undefined).on("close", () => other.destroy());
    other.on("error", () => undefined).on("close", () => one.destroy());
    one.pipe(other).pipe(one);
}

beforeAll(() => {
    certificates = new Certificates(folder);
});

afterEach(() => front?.close());

afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
});

/** An address of the server behind TLS. */
async function behind(identity: Identity, mode: string, host = "localhost"): Promise<URL> {
    front = new TlsFront(Number(ground.address.port), identity);
    await front.open();
    const address = ground.address;
    address.hostname = host;
    address.port = String(front.port);
    address.searchParams.set("sslmode", mode);
    return address;
}

const withAuthority = (address: URL) => {
    address.searchParams.set("sslrootcert", certificates.authorityFile);
    return address;
};

test.each(["allow", "prefer", "require"])("sslmode=%s trusts any certificate", async (mode) => {
    const { store } = ground.openAt(await behind(certificates.selfSigned, mode));
    expect(await store.create(NAME, TEXT)).toBe(true);
});

test.each([
    ["localhost", "DNS:localhost"],
    ["127.0.0.1", "IP:127.0.0.1"],
])(
    "sslmode=verify-full trusts the authority that is named, for %s with a certificate of %s",
    async (host, names) => {
        const identity = certificates.signed("one-name", names);
        const address = withAuthority(await behind(identity, "verify-full", host));
        expect(await ground.openAt(address).store.create(NAME, TEXT)).toBe(true);
    },
);

test.each([
    ["localhost", "IP:127.0.0.1"],
    ["127.0.0.1", "DNS:localhost"],
])("sslmode=verify-full for %s trusts no certificate of %s", async (host, names) => {
    const identity = certificates.signed("other-name", names);
    const address = withAuthority(await behind(identity, "verify-full", host));
    const said = "Hostname/IP does not match certificate's altnames";
    expect(await refusalOf(ground.openAt(address).store.create(NAME, TEXT), ground.secrets)).toContain(said);
});

test("sslmode=verify-ca trusts the authority, and any name", async () => {
    const address = withAuthority(await behind(certificates.wrongHost, "verify-ca"));
    expect(await ground.openAt(address).store.create(NAME, TEXT)).toBe(true);
});

test.each([
    ["verify-full", "that signed itself", "selfSigned", "self-signed certificate"],
    ["verify-ca", "that signed itself", "selfSigned", "self-signed certificate"],
    ["verify-full", "that has expired", "expired", "certificate has expired"],
    ["verify-ca", "that has expired", "expired", "certificate has expired"],
    ["verify-full", "of another host", "wrongHost", "Hostname/IP does not match certificate's altnames"],
] as const)("sslmode=%s with a certificate %s tells the server nothing", async (mode, _words, kind, said) => {
    const address = withAuthority(await behind(certificates[kind], mode));
    const { store, pauses } = ground.openAt(address);
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toContain(said);
    expect(pauses).toEqual([]);
    expect(ground.proxy.received).toHaveLength(0);
});

test("an authority that is not named is not trusted", async () => {
    const { store } = ground.openAt(await behind(certificates.good, "verify-full"));
    const said = /unable to verify the first certificate|unable to get local issuer certificate/;
    expect(await refusalOf(store.create(NAME, TEXT), ground.secrets)).toMatch(said);
    expect(ground.proxy.received).toHaveLength(0);
});
