import { describeAnswer, isHtml } from "../../../src/http/answer-description";
import { tracesOf } from "../../support/traces";

const TOKEN = "3f1c7d52-9a0b-4c8e-b1aa-0d5f6e7c8b9a";

const MEANINGS = {
    403: "A permission is missing",
    404: "There is no such thing",
    429: "Too many requests",
    503: "Under maintenance",
};

function describeBody(
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
    isOwn = true,
): string {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = { status, body: text, header: (name: string) => headers[name] };
    return describeAnswer("GET /x", answer, TOKEN, MEANINGS, isOwn);
}

test.each<[string, unknown, string]>([
    ["OAuth's", { error: "e", error_description: "Invalid access token" }, "Invalid access token"],
    ["a problem's detail before its title", { title: "Bad", detail: "Too many" }, "Too many"],
    ["a title alone", { title: "Bad" }, "Bad"],
    ["a list of sentences", { errors: ["one", "", "two"] }, "one; two"],
    [
        "a list of objects",
        { errors: [{ message: "m" }, { detail: "d" }, { title: "t" }, { code: 5 }] },
        "m; d; t",
    ],
    [
        "a message before a detail before a title",
        { errors: [{ title: "t", detail: "d", message: "m" }] },
        "m",
    ],
    ["a field of another type is passed over", { detail: 5, errors: { a: 1 }, title: "T" }, "T"],
    ["an empty line is made one", { detail: " two\r\n\tlines " }, "two lines"],
    [
        "an OAuth error before all others",
        { error_description: "o", detail: "d", errors: ["e"], title: "t" },
        "o",
    ],
    ["errors before the title", { errors: ["e"], title: "t" }, "e"],
    ["null for errors", { errors: null, title: "t" }, "t"],
])("the words of %s", (_name, body, words) => {
    expect(describeBody(500, body)).toBe(`GET /x answered 500 (${words})`);
});

test.each(["", "{}", "[]", "null", "no JSON", '{"detail":""}'])("%j says nothing", (body) => {
    expect(describeBody(500, body)).toBe("GET /x answered 500");
});

test("what a status means follows, and stands alone when the server says nothing", () => {
    expect(describeBody(403, { detail: "no" })).toBe("GET /x answered 403 (no). A permission is missing");
    expect(describeBody(403, "")).toBe("GET /x answered 403. A permission is missing");
});

const FOREIGN =
    "It is not in the form of the API's own: a proxy, or another server, may have given it. Check the endpoint, and what is on the way there";

test.each<[number, string, string]>([
    [403, "no", `GET /x answered 403. ${FOREIGN}`],
    [404, "no", `GET /x answered 404. ${FOREIGN}. There is no such thing`],
    [499, "no", `GET /x answered 499. ${FOREIGN}`],
    [429, "no", "GET /x answered 429. Too many requests"],
    [503, "no", "GET /x answered 503. Under maintenance"],
    [500, "no", "GET /x answered 500"],
    [502, "no", "GET /x answered 502"],
])("a %i that is not in the API's own form says so, unless anybody may give it", (status, body, words) => {
    expect(describeBody(status, body, {}, false)).toBe(words);
});

test("a web page in the API's place is named, once", () => {
    const page = "a web page: a proxy, or another server than the API, gave this answer";
    expect(describeBody(403, "<html>", {}, false)).toBe(`GET /x answered 403 (${page})`);
    expect(describeBody(404, "<html>", {}, false)).toBe(
        `GET /x answered 404 (${page}). There is no such thing`,
    );
});

const REDIRECT =
    "A redirect is not followed, so that the token goes nowhere else: set the endpoint to the address of the API itself";

test.each([
    [300, "https://example.com:8443/a?b=c#d", " (to https://example.com:8443)"],
    [399, "/path/alone", " (to another path)"],
    [302, undefined, ""],
])("a %i to %s tells the host alone", (status, location, words) => {
    const headers = location === undefined ? {} : { location };
    expect(describeBody(status, "", headers)).toBe(`GET /x answered ${status}${words}. ${REDIRECT}`);
});

test.each([299, 400])("the location of a %i says nothing", (status) => {
    expect(describeBody(status, "", { location: "https://example.com" })).toBe(`GET /x answered ${status}`);
});

test("a web page is named, not shown", () => {
    expect(describeBody(502, "<html>inner words</html>")).toBe(
        "GET /x answered 502 (a web page: a proxy, or another server than the API, gave this answer)",
    );
});

test.each(["<!DOCTYPE html>", "\n  <html lang='en'>", "<HEAD>", "<body class=x>", "<!doctype html >"])(
    "%j begins a web page",
    (body) => {
        expect(isHtml(body)).toBe(true);
    },
);

test.each(["", "{}", "<xml>", "<htmlx>", "x<html>", "<!doctype>", `${" ".repeat(500)}<html>`])(
    "%j begins none",
    (body) => {
        expect(isHtml(body)).toBe(false);
    },
);

test("the token is taken out before the words are cut", () => {
    for (let before = 150; before <= 200; before++) {
        const words = describeBody(500, { detail: `${"x".repeat(before)}${TOKEN}` });
        expect(tracesOf(TOKEN, words)).toEqual([]);
        expect(words).not.toContain(TOKEN.slice(0, 8));
    }
});

test("the token's own place says that it was there", () => {
    expect(describeBody(500, { detail: `no access for ${TOKEN}` })).toBe(
        "GET /x answered 500 (no access for [token])",
    );
});

test("words with the token in a writing that cannot be cut out are left out", () => {
    const spaced = Array.from(TOKEN).join(" ");
    expect(describeBody(500, { detail: `no access for ${spaced}` })).toBe(
        "GET /x answered 500 (its words are left out: they repeat the token)",
    );
});

test("nothing that acts on a terminal comes through", () => {
    expect(describeBody(500, { detail: "a\u001b[2Jb\u202ec" })).toBe(
        "GET /x answered 500 (a\\u001b[2Jb\\u202ec)",
    );
});
