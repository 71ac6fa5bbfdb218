import { TransportError } from "../../../src/http/errors";
import type { HttpAnswer, HttpRequest } from "../../../src/http/http-client";
import type { Transport } from "../../../src/http/json-api";
import { Refusals } from "../../../src/http/refusals";
import { openFor } from "../../../src/rotating-token/send-window";
import { failureAs } from "../../support/failure-of";

const REQUEST: HttpRequest = {
    method: "POST",
    url: "https://api.example.com",
    authorization: "",
    accept: "",
};
const ANSWER: HttpAnswer = { status: 201, header: () => undefined, body: "" };
const START = 1_000_000;
let sent: HttpRequest[];
let now: number;
let elapsed: number;
let inner: Transport;
let way: Transport;

beforeEach(() => {
    sent = [];
    [now, elapsed] = [START, 500];
    inner = {
        send: (request) => {
            sent.push(request);
            return Promise.resolve(ANSWER);
        },
        read: () => Promise.resolve(ANSWER),
        refusals: new Refusals(),
    };
    way = openFor(inner, { now: () => now, elapsed: () => elapsed });
});

test("what is sent within 30 seconds goes out as it is", async () => {
    [now, elapsed] = [START + 30_000, 30_500];
    expect(await way.send(REQUEST)).toBe(ANSWER);
    expect(sent).toEqual([REQUEST]);
});

test.each<[string, () => void]>([
    ["the clock that shows the time", () => (now += 30_001)],
    ["the clock that only goes on", () => (elapsed += 30_001)],
])("what is sent later by %s does not go out, and certainly was not processed", async (_clock, wait) => {
    wait();
    const failure = await failureAs(TransportError, way.send(REQUEST));
    expect(failure).toMatchObject({ code: "ERR_CONNECTION", maybeProcessed: false });
    expect(failure.message).toBe(
        "the request was not sent: 30 s had passed since it was noted in the journal, as when a machine is suspended",
    );
    expect(sent).toEqual([]);
});

test("a clock that is set back does not keep the way open", async () => {
    [now, elapsed] = [0, 40_500];
    await expect(way.send(REQUEST)).rejects.toThrow("40 s had passed");
});

test("everything else of the way stays as it is", () => {
    expect(way).toEqual({ ...inner, send: way.send });
});
