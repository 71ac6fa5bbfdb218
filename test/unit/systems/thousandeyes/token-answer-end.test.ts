import { classifyAnswer } from "../../../../src/systems/thousandeyes/token-answer";

test.each([null, 5, {}])("a 201 with a token is issued although its end is %j", async (validUntil) => {
    const body = JSON.stringify({ bearerToken: "new", validUntil });
    const answer = { status: 201, body, header: () => undefined };
    expect(await classifyAnswer(answer, "old")).toEqual({ kind: "issued", token: "new" });
});

test("a 201 with the very token that was sent is unclear: there may be another one, and nothing must follow itself", async () => {
    const answer = { status: 201, body: JSON.stringify({ bearerToken: "old" }), header: () => undefined };
    const classified = await classifyAnswer(answer, "old");
    expect(classified).toMatchObject({
        kind: "unclear",
        message: expect.stringContaining("instead of a new one") as string,
    });
    expect(JSON.stringify(classified)).not.toContain("old");
});
