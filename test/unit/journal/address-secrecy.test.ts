import { messageOf } from "../../../src/base/errors";
import { describeAddress, parseAddress } from "../../../src/journal/address";

/** Every message, or the description, that an address leads to, read as it is given and as Pulumi's own. */
function wordsAbout(text: string): string[] {
    return [true, false].map((isStrict) => {
        try {
            const address = parseAddress(text, "PULUMI_API_TOKENS_JOURNAL", isStrict);
            return `${describeAddress(address)} ${describeAddress(address, "a.1.json")}`;
        } catch (error) {
            return messageOf(error);
        }
    });
}

/** What is special in a URL; each comes before, after and between the letters that are looked for. */
const SPECIAL = [
    "",
    "@",
    ":",
    "/",
    "//",
    "?",
    "#",
    "&",
    "=",
    "%",
    "%40",
    "%zz",
    " ",
    "+",
    "~",
    "[",
    "\\",
    '"',
    "ü",
];
const WORD = "hunter2secret";
const PASSWORDS = SPECIAL.flatMap((part) => [
    `${WORD}${part}`,
    `${part}${WORD}`,
    `12${part}${WORD}`,
    `${part}${WORD}${part}`,
    `x${part}${WORD}${part}y`,
]);

const FORMS: [string, (password: string) => string][] = [
    ["a database", (password) => `postgres://ci:${password}@db.example.com:5432/ops`],
    ["a database, percent-encoded", (word) => `postgres://ci:${encodeURIComponent(word)}@db/ops?table=a`],
    ["a database with a parameter of others", (password) => `postgresql://ci:${password}@db/ops?x=1`],
    ["a database with a wrong table", (password) => `postgres://ci:${password}@db/ops?table=A-B`],
    ["a database without a name", (password) => `postgres://ci:${password}@db`],
    ["a database without a user", (password) => `postgres://:${password}@db/ops`],
    ["a database in quotes", (password) => `"postgres://ci:${password}@db/ops"`],
    ["a database after a space", (password) => ` postgres://ci:${password}@db/ops`],
    ["a database with one slash", (password) => `postgres:/ci:${password}@db/ops`],
    ["a database of another kind", (password) => `mysql://ci:${password}@db/ops`],
    ["no scheme", (password) => `ci:${password}@db/ops`],
    ["a bucket with a key", (password) => `s3://key:${password}@bucket/a`],
    ["a bucket whose endpoint has a key", (word) => `s3://bucket?endpoint=https://key:${word}@minio`],
    ["an endpoint without a scheme", (word) => `s3://bucket?endpoint=key:${encodeURIComponent(word)}@minio`],
];

test.each(FORMS)("no password is shown of %s", (_name, write) => {
    for (const password of PASSWORDS) {
        for (const words of wordsAbout(write(password))) {
            expect(words).not.toContain(WORD);
        }
    }
});

test("no user is shown of a database", () => {
    expect(wordsAbout("postgres://somebody:word@db/ops")[0]).not.toContain("somebody");
});

test.each(["p/w", "p?w", "p#w", "12/w", "12?w", "12#w"])(
    "a password %s that ends the host for a URL is to be percent-encoded",
    (password) => {
        expect(wordsAbout(`postgres://ci:${password}@db/ops`)[0]).toBe(
            "PULUMI_API_TOKENS_JOURNAL is not a URL. Percent-encode what is special in its parts, such as @ in a password",
        );
    },
);

test.each(["p@w", "p:w", "p w", 'p"w', "%zz"])("a password %s needs no encoding", (password) => {
    expect(wordsAbout(`postgres://ci:${password}@db/ops`)[0]).toMatch(/^postgres:\/\/db\/ops \(table /);
});

test("a parameter that means nothing is named in one line, and not where a user is in the parameters", () => {
    const takes = "region, endpoint, profile, s3ForcePathStyle, use_path_style, disableSSL";
    const source = "PULUMI_API_TOKENS_JOURNAL";
    expect(wordsAbout("s3://bucket?a%0Ab=1")[0]).toBe(
        `${source} has a parameter "a\\nb", and takes ${takes}`,
    );
    expect(wordsAbout(`s3://bucket?endpoint=https://key:1&${WORD}@minio`)[0]).toBe(
        `${source} has a parameter that means nothing, and takes ${takes}`,
    );
});
