import { ApiTokenError } from "../../../src/base/errors";
import { describeAddress, parseAddress } from "../../../src/journal/address";

const SOURCE = "PULUMI_API_TOKENS_JOURNAL";
const parse = (text: string, isStrict?: boolean) => parseAddress(text, SOURCE, isStrict);
const expectRefusal = (text: string, problem: string, isStrict?: boolean) => {
    const failure = new ApiTokenError("ERR_INPUT", `${SOURCE} ${problem}`);
    expect(() => parse(text, isStrict)).toThrow(failure);
    expect(() => parse(text, isStrict)).toThrow(expect.objectContaining({ code: "ERR_INPUT" }) as Error);
};
const EXAMPLES = "an absolute path, s3://bucket/prefix, postgres://user@host/database, or backend";
const NO_URL = "is not a URL. Percent-encode what is special in its parts, such as @ in a password";

describe("a folder", () => {
    test.each(["/var/lib/pulumi/api-tokens", "/", "/a b/s3://c", "/user@host/?x=1"])(
        "is an absolute path, taken as it is: %s",
        (path) => {
            expect(parse(path)).toEqual({ scheme: "folder", folder: path });
        },
    );

    test("is described by its path, and an entry in it by that of its file", () => {
        const address = parse("/journal");
        expect(describeAddress(address)).toBe("/journal");
        expect(describeAddress(address, "a.1.json")).toBe("/journal/a.1.json");
    });
});

describe("a bucket", () => {
    test("with nothing else has no prefix, and is named in the host", () => {
        expect(parse("s3://bucket")).toEqual({
            scheme: "s3",
            bucket: "bucket",
            prefix: "",
            pathStyle: false,
        });
    });

    test.each([
        ["s3://bucket/", ""],
        ["s3://bucket//", ""],
        ["s3://bucket#a", ""],
        ["s3://bucket/a", "a/"],
        ["s3://bucket/a/", "a/"],
        ["s3://bucket//a/b///", "a/b/"],
        ["s3://bucket/a//b", "a//b/"],
        ["s3://bucket/team%20a/.api-tokens", "team a/.api-tokens/"],
        ["s3://bucket/a@b", "a@b/"],
    ])("has the prefix of %s with one slash at its end, if there is any", (text, prefix) => {
        expect(parse(text)).toMatchObject({ bucket: "bucket", prefix });
    });

    test("has its name as it is written", () => {
        expect(parse("s3://my.bucket-1/a")).toMatchObject({ bucket: "my.bucket-1" });
        expect(parse("s3://my_Bucket/a")).toMatchObject({ bucket: "my_Bucket" });
    });

    test("has the region and the profile that are given", () => {
        expect(parse("s3://bucket/a?region=eu-central-1&profile=ops")).toEqual({
            scheme: "s3",
            bucket: "bucket",
            prefix: "a/",
            region: "eu-central-1",
            profile: "ops",
            pathStyle: false,
        });
    });

    test.each([
        ["endpoint=https://s3.example.com", "https://s3.example.com"],
        ["endpoint=http://127.0.0.1:9000", "http://127.0.0.1:9000"],
        ["endpoint=https%3A%2F%2Fs3.example.com%2Fa", "https://s3.example.com/a"],
        ["endpoint=https://s3.example.com//", "https://s3.example.com"],
        ["endpoint=s3.example.com", "https://s3.example.com"],
        ["endpoint=minio:9000/", "https://minio:9000"],
        ["endpoint=minio:9000&disableSSL=true", "http://minio:9000"],
        ["endpoint=minio:9000&disableSSL=false", "https://minio:9000"],
        ["endpoint=https://s3.example.com&disableSSL=true", "https://s3.example.com"],
        ["disableSSL=true&endpoint=a-http://b", "http://a-http://b"],
    ])("of another store, given by %s, has the endpoint %s and is named in the path", (query, endpoint) => {
        expect(parse(`s3://bucket/?${query}`)).toMatchObject({ endpoint, pathStyle: true });
    });

    test.each([
        ["use_path_style=true", true],
        ["use_path_style=false", false],
        ["s3ForcePathStyle=true", true],
        ["s3ForcePathStyle=false", false],
        ["s3ForcePathStyle=false&use_path_style=true", true],
        ["s3ForcePathStyle=true&use_path_style=false", false],
        ["endpoint=minio&use_path_style=false", false],
        ["endpoint=minio&s3ForcePathStyle=false", false],
        ["endpoint=minio&s3ForcePathStyle=true", true],
        ["disableSSL=true", false],
    ])("with %s is named in the path: %s", (query, pathStyle) => {
        expect(parse(`s3://bucket?${query}`)).toMatchObject({ pathStyle });
    });

    test.each([
        "s3://",
        "s3:///prefix",
        "s3://key@bucket/a",
        "s3://key:word@bucket",
        "s3://:word@bucket",
        "s3://bucket:9000/a",
    ])("is not named by %s", (text) => {
        expectRefusal(text, "must name a bucket, and no key: s3://bucket/prefix?region=eu-central-1");
    });

    test.each(["s3://a b/c", "s3://bucket/%zz", "s3://bucket/100%"])("is in no URL like %s", (text) => {
        expectRefusal(text, NO_URL);
    });

    test.each(["", "https://", "a b", "https://key@minio", "key:word@minio", "https://:word@minio"])(
        "has no endpoint like “%s”",
        (endpoint) => {
            expectRefusal(
                `s3://bucket?endpoint=${encodeURIComponent(endpoint)}`,
                "has an endpoint that is no address such as https://s3.example.com",
            );
        },
    );

    test("takes no parameter that means nothing here, unless it is Pulumi's own address", () => {
        const text = "s3://bucket/a?region=eu-central-1&awssdk=v2&x=1";
        const takes = "region, endpoint, profile, s3ForcePathStyle, use_path_style, disableSSL";
        expectRefusal(text, `has a parameter "awssdk", and takes ${takes}`);
        expectRefusal(text, `has a parameter "awssdk", and takes ${takes}`, true);
        expect(parse(text, false)).toEqual(parse("s3://bucket/a?region=eu-central-1"));
    });

    test("is described by its name and prefix alone, and an entry by its key", () => {
        const address = parse("s3://bucket/a/b?region=eu-central-1&endpoint=minio:9000&profile=ops");
        expect(describeAddress(address)).toBe("s3://bucket/a/b/");
        expect(describeAddress(address, "a.1.json")).toBe("s3://bucket/a/b/a.1.json");
        expect(describeAddress(parse("s3://bucket"), "a.1.json")).toBe("s3://bucket/a.1.json");
    });
});

describe("a database", () => {
    test.each(["postgres", "postgresql"])(
        "is a URL of %s, kept as it is, with a table by default",
        (scheme) => {
            const text = `${scheme}://ci:word@db.example.com:6432/ops?sslmode=verify-full&sslrootcert=/ca.pem`;
            expect(parse(text)).toEqual({
                scheme: "postgres",
                url: new URL(text),
                table: "api_tokens_journal",
            });
        },
    );

    test.each(["journal", "_journal2", "ops.journal", "a".repeat(63), `${"a".repeat(63)}.${"_".repeat(63)}`])(
        "has the table that is given: %s",
        (table) => {
            expect(parse(`postgres://db/ops?table=${table}`)).toMatchObject({ table });
        },
    );

    test.each([
        "",
        "Journal",
        "2journal",
        "a-b",
        "a b",
        'a"b',
        "a;drop",
        "a.b.c",
        ".a",
        "a.",
        "a.2",
        "a.B",
        "ä",
        "a\n",
        "a".repeat(64),
        `a.${"b".repeat(64)}`,
    ])("has no table like “%s”", (table) => {
        expectRefusal(
            `postgres://db/ops?table=${encodeURIComponent(table)}`,
            "has a table that is no plain name, such as api_tokens_journal or ops.journal",
        );
    });

    test.each([
        "postgres://db",
        "postgres://db/",
        "postgres:///ops",
        "postgresql://",
        "postgres://ci@db?table=a",
    ])("is not named by %s", (text) => {
        expectRefusal(text, "must name a host and a database: postgres://user@host/database");
    });

    test("may have a name of one letter", () => {
        expect(parse("postgres://db/o")).toMatchObject({ scheme: "postgres" });
    });

    test("is in no URL with two hosts", () => {
        expectRefusal("postgres://one:5432,two:5432/ops", NO_URL);
    });

    test("takes no parameter that means nothing here, unless it is Pulumi's own address", () => {
        const text = "postgres://db/ops?sslmode=require&connect_timeout=9";
        expectRefusal(text, 'has a parameter "connect_timeout", and takes table, sslmode, sslrootcert');
        expect(parse(text, false)).toMatchObject({ table: "api_tokens_journal" });
    });

    test("is described by host and name, and an entry by its table and name", () => {
        const address = parse("postgresql://ci:word@db.example.com:6432/ops?sslmode=require&table=a.b");
        expect(describeAddress(address)).toBe("postgres://db.example.com:6432/ops (table a.b)");
        expect(describeAddress(address, "a.1.json")).toBe(
            "postgres://db.example.com:6432/ops (table a.b, a.1.json)",
        );
    });
});

describe("no address", () => {
    test.each([
        "gs",
        "azblob",
        "https",
        "file",
        "mongodb+srv",
        "S3",
        "Postgres",
        "xs3",
        "apostgres",
        "postgresq",
    ])("is one of %s://", (scheme) => {
        expectRefusal(`${scheme}://name/path`, `cannot be kept in ${scheme}://: give ${EXAMPLES}`);
    });

    test.each(["://name", "9s://name", " s3://bucket", "user@host/database", "'postgres://host/database'"])(
        "is what is nearly one: %s",
        (text) => {
            expectRefusal(text, `is no address: give ${EXAMPLES}`);
        },
    );

    test.each(["", "journal", "s3:/bucket", "postgres:host", "backend/", "a:b"])(
        "is a path that is not absolute: “%s”",
        (text) => {
            expectRefusal(
                text,
                `must be an absolute path, and is "${text}": write it from the root folder on, such as /var/lib/pulumi/api-tokens`,
            );
        },
    );
});
