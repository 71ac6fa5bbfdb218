import type { HttpAnswer, HttpRequest } from "../../../src/http/http-client";
import type { Transport } from "../../../src/http/json-api";
import { Refusals } from "../../../src/http/refusals";
import { dateOf, timed } from "../../../src/http/server-time";

const REQUEST: HttpRequest = { method: "GET", url: "https://api.example.com", authorization: "", accept: "" };
const DATE = "Tue, 01 Jan 2030 00:00:00 GMT";
const LATER = "Tue, 01 Jan 2030 00:00:07 GMT";

const dated = (date: string | undefined): HttpAnswer => ({
    status: 200,
    header: (name) => (name === "date" ? date : "Wed, 02 Jan 2030 00:00:00 GMT"),
    body: "",
});

/** A way out on which answers with these dates arrive, one after the other. */
function answering(...dates: (string | undefined)[]): Transport {
    const send = () => Promise.resolve(dated(dates.shift()));
    return { send, refusals: new Refusals() };
}

test("the time of an answer is that of its date", () => {
    expect(dateOf(dated(DATE))).toBe(Date.parse("2030-01-01T00:00:00Z"));
});

test.each([undefined, "", "soon"])("an answer with the date %j has no time", (date) => {
    expect(dateOf(dated(date))).toBeUndefined();
});

test("there is no time before the first answer", () => {
    expect(timed(answering(DATE)).serverTime()).toBeUndefined();
});

test("the time is that of the last answer, which is passed on as it is", async () => {
    const { transport, serverTime } = timed(answering(DATE, LATER));
    expect((await transport.send(REQUEST)).header("date")).toBe(DATE);
    expect(serverTime()).toBe(Date.parse(DATE));
    await transport.send(REQUEST);
    expect(serverTime()).toBe(Date.parse(LATER));
});

test("an answer without a date leaves the time of the one before", async () => {
    const { transport, serverTime } = timed(answering(DATE, undefined));
    await transport.send(REQUEST);
    await transport.send(REQUEST);
    expect(serverTime()).toBe(Date.parse(DATE));
});

test("a request that fails does so as before, and tells no time", async () => {
    const send = () => Promise.reject(new Error("unreachable"));
    const { transport, serverTime } = timed({ send, refusals: new Refusals() });
    await expect(transport.send(REQUEST)).rejects.toThrow("unreachable");
    expect(serverTime()).toBeUndefined();
});

test("what only reads is noted as well, where there is a way of its own for it", async () => {
    const { send: read } = answering(LATER);
    const inner = { ...answering(DATE), read };
    const { transport, serverTime } = timed(inner);
    expect((await transport.read?.(REQUEST))?.header("date")).toBe(LATER);
    expect(serverTime()).toBe(Date.parse(LATER));
    expect(transport.refusals).toBe(inner.refusals);
    expect(timed(answering(DATE)).transport).not.toHaveProperty("read");
});
